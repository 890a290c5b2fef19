// SPDX-FileCopyrightText: The djl-maxout authors
// SPDX-License-Identifier: Apache-2.0
package io.github.djlmaxout.examples.experiment;

import io.github.djlmaxout.examples.plot.Drawing;

import java.util.List;

/** Pieces of a page. */
final class Html {

    static final String HEAD =
            """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Initialization of maxout networks</title>
            <style>
            :root { color-scheme: light dark; --ink: #1c1e21; --paper: #ffffff; --grid: #dcdfe3;
              --soft: #5f6670; --stripe: #f5f6f8; }
            @media (prefers-color-scheme: dark) { :root { --ink: #e4e6ea; --paper: #16181c;
              --grid: #3a3f47; --soft: #a0a7b1; --stripe: #1f2227; } }
            body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink);
              background: var(--paper); max-width: 1200px; margin: 2rem auto; padding: 0 1rem; }
            .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, \
            460px), 1fr)); gap: 1rem; }
            svg { width: 100%; height: auto; font-size: 12px; }
            svg text { fill: var(--ink); } svg .title { font-size: 14px; font-weight: 600; }
            svg .grid { stroke: var(--grid); }
            .table { overflow-x: auto; margin: 1rem 0; }
            table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
            th, td { padding: .2rem .7rem; text-align: right; white-space: nowrap; }
            th { border-bottom: 1px solid var(--soft); }
            td.name, th.name { text-align: left; }
            tbody tr:nth-child(even) { background: var(--stripe); }
            p, summary { color: var(--soft); max-width: 75ch; }
            </style></head><body>
            """;

    private Html() {}

    /** Returns a table whose first {@code names} columns are text. */
    static String table(int names, List<String> header, List<List<String>> rows) {
        StringBuilder html = new StringBuilder("<div class=\"table\"><table>\n<thead>");
        row(html, "th", names, header);
        html.append("</thead>\n<tbody>\n");
        rows.forEach(cells -> row(html, "td", names, cells));
        return html.append("</tbody></table></div>\n").toString();
    }

    private static void row(StringBuilder html, String tag, int names, List<String> cells) {
        html.append("<tr>");
        for (int i = 0; i < cells.size(); i++) {
            html.append('<')
                    .append(tag)
                    .append(i < names ? " class=\"name\">" : ">")
                    .append(Drawing.escaped(cells.get(i)))
                    .append("</")
                    .append(tag)
                    .append('>');
        }
        html.append("</tr>\n");
    }
}
