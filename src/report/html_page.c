/* SPDX-License-Identifier: MIT */
#include "report/html_page.h"

static const char style[] =
  ":root{color-scheme:light "
  "dark;--bg:#fbfbf9;--card:#fff;--ink:#1d2327;--soft:#5c666f;--line:#dcdfe2;--good:#0b6e99;--bad:#b3421f;--area:#0b6e9922;"
  "--mark:#7a5c00}"
  "@media(prefers-color-scheme:dark){:root{--bg:#14181b;--card:#1c2226;--ink:#e6eaed;--soft:#9aa6ae;--line:#343d43;--good:#5cb8e0;--bad:#"
  "f08a63;"
  "--area:#5cb8e022;--mark:#e0b84c}}"
  "*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,sans-serif}"
  "main{max-width:1240px;margin:0 auto;padding:1.2rem 1rem 4rem}h1{font-size:1.6rem;margin:.2rem 0}h2{font-size:1.15rem;margin:0 0 .3rem}"
  "h3{font-size:1rem;margin:1.2rem 0 .4rem}p{margin:.3rem 0}.soft{color:var(--soft);font-size:.88rem}"
  "section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:1rem;margin:1rem 0}"
  ".cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.2rem,1fr));gap:.7rem;margin:1rem 0}"
  ".card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:.7rem .9rem}.card "
  "b{display:block;font-size:1.55rem;"
  "font-weight:600;font-variant-numeric:tabular-nums}.card span{color:var(--soft);font-size:.82rem;display:block}"
  ".pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,20rem),1fr));gap:1rem}.pair>section{margin:0}.pair>div{min-"
  "width:0}"
  "svg{width:100%;height:auto;max-width:34rem;display:block;font:10.5px system-ui,sans-serif}svg text{fill:var(--ink)}svg "
  ".s{fill:var(--soft)}"
  "svg .l{stroke:var(--line);stroke-width:1;fill:none}svg .c{stroke:var(--good);stroke-width:2;fill:none;stroke-linejoin:round}"
  "svg .d{stroke:var(--soft);stroke-width:1;stroke-dasharray:3 3;fill:none}svg .p{fill:var(--good)}svg .n{fill:var(--bad)}svg "
  ".a{fill:var(--area)}"
  "svg .m{fill:var(--mark)}svg .e{stroke:var(--good);stroke-width:1.2}"
  ".wide{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.88rem;font-variant-numeric:tabular-nums}"
  ".left{text-align:left}.text{white-space:normal;overflow-wrap:break-word;min-width:14rem}tbody "
  "th{color:inherit;font-weight:400}.wide:focus-visible{outline:2px solid var(--good)}"
  "th,td{text-align:right;padding:.28rem .5rem;border-bottom:1px solid var(--line);white-space:nowrap}"
  "th:first-child,td:first-child{text-align:left;white-space:normal;min-width:9rem}th{color:var(--soft);font-weight:500}"
  ".no{color:var(--bad);font-weight:600}.yes{color:var(--good)}"
  "details{border-top:1px solid var(--line);padding:.5rem 0}summary{cursor:pointer;overflow-wrap:anywhere}"
  "dl{display:grid;grid-template-columns:auto 1fr;gap:.1rem .8rem;margin:.5rem "
  "0;font-size:.9rem}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}"
  /* a phone: the first column stays while the others are moved under it, and a shade says that there are more */
  "@media(max-width:600px){main{padding:.8rem .6rem 3rem}section{padding:.8rem .7rem}table{font-size:.8rem}th,td{padding:.28rem .35rem}"
  "th:first-child,td:first-child{min-width:6.5rem;max-width:9rem;position:sticky;left:0;background:var(--card);overflow-wrap:break-word}"
  ".wide{background:linear-gradient(to left,var(--card) 1.2rem,transparent) right/2.4rem 100% no-repeat "
  "local,linear-gradient(to left,var(--line),transparent) right/1.2rem 100% no-repeat}}"
  /* last, so that it wins: on paper nothing can be moved, and no chart is on two pages */
  "@media print{:root{color-scheme:light;font-size:10.5px}body{background:#fff}main{padding:0}section,.card{border-color:#bbb}"
  "section,.pair,.cards,tr,svg{break-inside:avoid}h2,h3,h2+p,thead{break-after:avoid}.wide{overflow:visible}"
  "th{white-space:normal}th,td{padding:.2rem .3rem}th:first-child,td:first-child{min-width:7rem}.text{min-width:8rem}}";

void html_begin(buffer *out, const char *title)
{
  buffer_append_text(out, "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                          "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
                          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"><title>");
  html_text(out, bytes_of(title));
  buffer_append_text(out, "</title><style>");
  buffer_append_text(out, style);
  buffer_append_text(out, "</style></head><body><main>\n");
}

void html_end(buffer *out)
{
  buffer_append_text(out, "</main></body></html>\n");
}

void html_text(buffer *out, bytes text)
{
  for (size_t i = 0; i < text.size; i++) {
    char c = text.data[i];

    if (c == '<') buffer_append_text(out, "&lt;");
    else if (c == '>') buffer_append_text(out, "&gt;");
    else if (c == '&') buffer_append_text(out, "&amp;");
    else if (c == '"') buffer_append_text(out, "&quot;");
    else if (c == '\'') buffer_append_text(out, "&#39;");
    else buffer_append_char(out, (unsigned char)c < 0x20 || c == 0x7F ? ' ' : c);
  }
}

void html_section(buffer *out, const char *title, const char *note)
{
  buffer_append_text(out, "<section><h2>");
  html_text(out, bytes_of(title));
  buffer_append_text(out, "</h2>");
  if (!note) return;
  buffer_append_text(out, "<p class=\"soft\">");
  html_text(out, bytes_of(note));
  buffer_append_text(out, "</p>");
}

void html_section_end(buffer *out)
{
  buffer_append_text(out, "</section>\n");
}

void html_table(buffer *out, const char *heads)
{
  bytes rest = bytes_of(heads);

  buffer_append_text(out, "<div class=\"wide\"><table><thead><tr>");
  while (rest.data) {
    buffer_append_text(out, "<th>");
    html_text(out, bytes_split(&rest, '|'));
  }
  buffer_append_text(out, "</thead><tbody>");
}

void html_table_end(buffer *out)
{
  buffer_append_text(out, "</tbody></table></div>");
}

void html_row(buffer *out)
{
  buffer_append_text(out, "\n<tr>");
}

void html_cell(buffer *out, bytes text)
{
  buffer_append_text(out, "<td>");
  html_text(out, text);
}
