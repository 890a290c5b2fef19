package io.github.djlmaxout.diagnostics.check;

/** What a check says of a layer or of a network. */
public enum Verdict {
    /** Nothing speaks against training. */
    FINE("fine"),
    /** Not found out. */
    UNKNOWN("unknown"),
    /** Pieces of maxout units, or units of other layers, that are never active. */
    DEAD("dead"),
    /** Pieces of maxout units that are equal, so that only one of them learns. */
    TIES("ties"),
    /** Activations or gradients become smaller from layer to layer. */
    VANISHING("vanishing"),
    /** Activations or gradients become larger from layer to layer. */
    EXPLODING("exploding"),
    /** NaN or infinity. */
    NON_FINITE("not finite");

    private final String label;

    Verdict(String label) {
        this.label = label;
    }

    /** Returns the word for people, such as {@code fine}. */
    @Override
    public String toString() {
        return label;
    }
}
