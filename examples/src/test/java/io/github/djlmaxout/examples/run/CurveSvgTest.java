// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djlmaxout.examples.train.EpochResult;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import javax.xml.parsers.DocumentBuilderFactory;

class CurveSvgTest {

    @Test
    void isWellFormedAndLeavesOutWhatIsNotFinite() throws Exception {
        List<EpochResult> epochs =
                List.of(
                        new EpochResult(1, 0.1, 2.3, 0.1, Double.NaN, 0.1, 5),
                        new EpochResult(2, 0.1, 1.3, 0.4, 1.5, 0.3, 5));

        Document document = parse(CurveSvg.text(epochs, "a < b & c"));

        assertThat(document.getElementsByTagName("polyline").getLength()).isEqualTo(4);
        assertThat(document.getElementsByTagName("circle").getLength()).isEqualTo(7);
        assertThat(document.getDocumentElement().getTextContent()).contains("a < b & c");
    }

    @Test
    void drawsASingleEpoch() throws Exception {
        List<EpochResult> epochs = List.of(new EpochResult(1, 0.1, 2.3, 0.1, 2.2, 0.1, 5));

        assertThat(parse(CurveSvg.text(epochs, "t")).getElementsByTagName("circle").getLength())
                .isEqualTo(4);
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }
}
