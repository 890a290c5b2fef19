// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.diagnostics.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlmaxout.diagnostics.Series;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Series are named in one place, also for the page. */
class VocabularyTest {

    private static final Pattern USED = Pattern.compile("SERIES\\.([A-Z_]+)");
    private static final Pattern LITERAL = Pattern.compile("[\"'`]([^\"'`\n]*)[\"'`]");

    /** Is also the name of a section, of which it is the anchor. */
    private static final Set<String> ANCHORS = Set.of(Series.LOSS.label());

    private static String scripts() throws IOException {
        StringBuilder scripts = new StringBuilder();
        for (String name : Page.SCRIPTS) {
            try (InputStream in = Page.class.getResourceAsStream(name)) {
                scripts.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return scripts.toString();
    }

    @Test
    void thePageAsksForSeriesThatThereAre() throws IOException {
        Set<String> used =
                USED.matcher(scripts())
                        .results()
                        .map(found -> found.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(used)
                .hasSizeGreaterThan(Series.values().length / 2)
                .isSubsetOf(Arrays.stream(Series.values()).map(Enum::name).toList());
    }

    @Test
    void thePageHasNoNamesOfItsOwn() throws IOException {
        Set<String> written =
                LITERAL.matcher(scripts())
                        .results()
                        .map(found -> found.group(1))
                        .filter(word -> !ANCHORS.contains(word))
                        .filter(word -> Series.find(word).isPresent())
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(written).isEmpty();
    }

    @Test
    void eachSeriesIsFoundByItsNameAndByNoOther() {
        for (Series series : Series.values()) {
            assertThat(Series.find(series.label())).contains(series);
        }
        assertThat(Series.find(Series.PIECE_USE.label(3))).contains(Series.PIECE_USE);
        assertThat(Series.find(Series.KERNEL_EIGENVALUE.label(1)))
                .contains(Series.KERNEL_EIGENVALUE);
        assertThat(Series.find("loss 3")).isEmpty();
        assertThat(Series.find("use of piece x")).isEmpty();
        assertThat(Series.find("3")).isEmpty();
        assertThat(Series.find("")).isEmpty();
    }
}
