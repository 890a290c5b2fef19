package io.github.djlmaxout.diagnostics;

/**
 * Something is wrong with a training.
 *
 * @param step the step at which it was seen, counted from 0
 * @param kind what is wrong
 * @param place where it was seen first
 * @param evidence what was measured, with numbers
 * @param cause the likely cause
 * @param remedy what to do
 */
public record Alarm(
        long step, AlarmKind kind, Place place, String evidence, String cause, String remedy) {

    /** Returns the alarm as a sentence for people. */
    @Override
    public String toString() {
        return "Step " + step + ", " + place + ": " + evidence + ". " + cause + ". " + remedy + ".";
    }
}
