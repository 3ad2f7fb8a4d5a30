# SPDX-License-Identifier: MIT
# "series x value" lines (ask_growth.sh) as an SVG: both axes logarithmic, a line a series. Bytes and memory are in the table only.
function log10(v) { return log(v) / log(10) }
function x_of(v) { return 70 + (log10(v) - x0) / (x1 - x0) * 520 }
function y_of(v) { return 340 - (log10(v) - y0) / (y1 - y0) * 300 }
function short(v) { return v >= 1e6 ? v / 1e6 " M" : v >= 1e3 ? v / 1e3 " k" : v }
function time_of(v) { return v >= 1e6 ? v / 1e6 " ms" : v >= 1e3 ? v / 1e3 " us" : v " ns" }
BEGIN {
  split("#1b6ca8 #c1440e #2e7d32 #6a1b9a", colour, " ")
  title["exact-by-accounts"] = "exact domain, by accounts"
  title["names-by-accounts"] = "names only, by accounts"
  title["mix-by-contacts"] = "realistic mix, by contacts"
  title["exact-by-contacts"] = "exact domain, by contacts"
}
$1 in title && $3 > 0 {
  n++
  name[n] = $1; px[n] = $2; py[n] = $3
  if (n == 1) { xmin = xmax = $2; ymin = ymax = $3 }
  if ($2 < xmin) xmin = $2
  if ($2 > xmax) xmax = $2
  if ($3 < ymin) ymin = $3
  if ($3 > ymax) ymax = $3
  if (!($1 in number)) { number[$1] = ++series; order[series] = $1 }
}
END {
  if (n == 0) exit
  x0 = int(log10(xmin)); x1 = int(log10(xmax) + 0.999); if (x1 == x0) x1++
  y0 = int(log10(ymin)); y1 = int(log10(ymax) + 0.999); if (y1 == y0) y1++
  print "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 840 390\" font-family=\"sans-serif\" font-size=\"13\">"
  print "<title>CPU time for a contact or a name</title><rect width=\"840\" height=\"390\" fill=\"#fff\"/>"
  for (e = x0; e <= x1; e++) printf "<path d=\"M%.0f 40V340\" stroke=\"#ddd\"/><text x=\"%.0f\" y=\"360\" text-anchor=\"middle\">%s</text>\n", x_of(10 ^ e), x_of(10 ^ e), short(10 ^ e)
  for (e = y0; e <= y1; e++) printf "<path d=\"M70 %.0fH590\" stroke=\"#ddd\"/><text x=\"62\" y=\"%.0f\" text-anchor=\"end\">%s</text>\n", y_of(10 ^ e), y_of(10 ^ e) + 4, time_of(10 ^ e)
  print "<text x=\"330\" y=\"382\" text-anchor=\"middle\">accounts or contacts</text><text x=\"70\" y=\"25\">CPU time for a contact or a name</text>"
  for (s = 1; s <= series; s++) {
    d = ""
    for (i = 1; i <= n; i++) if (name[i] == order[s]) {
      d = d (d == "" ? "M" : "L") sprintf("%.1f %.1f", x_of(px[i]), y_of(py[i]))
      printf "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>\n", x_of(px[i]), y_of(py[i]), colour[s]
    }
    printf "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/><path d=\"M605 %dh20\" stroke=\"%s\" stroke-width=\"2\"/><text x=\"632\" y=\"%d\">%s</text>\n", d, colour[s], 50 + 22 * s, colour[s], 54 + 22 * s, title[order[s]]
  }
  print "</svg>"
}
