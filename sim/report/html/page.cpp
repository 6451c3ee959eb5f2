#include "sim/report/html/page.hpp"

#include <algorithm>

#include "sim/report/html/page_assets.hpp"
#include "sim/report/json_writer.hpp"
#include "sim/report/units.hpp"

namespace quartet {

namespace {

// Inline script and style only: nothing is ever fetched, not even a favicon.
constexpr const char* kPolicy =
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

std::string element(const std::string& tag, const std::string& text) {
  return "<" + tag + ">" + html_escaped(text) + "</" + tag + ">\n";
}

// A command with a button that copies it; `what` names it for people who do not see the page.
std::string command_line(const std::string& command, const std::string& what) {
  if (command.empty()) return "";
  return "<div class=\"command\"><code>" + html_escaped(command) + "</code> <button type=\"button\" class=\"copy\" aria-label=\"Copy the command of " +
         html_escaped(what) + "\">Copy</button></div>\n";
}

std::string facts(const ReportSection& section) {
  if (section.facts.empty()) return "";
  std::string out = "<dl class=\"facts\">\n";
  for (const ReportFact& fact : section.facts) {
    const std::string absent = fact.value == kNotModelled ? " class=\"absent\"" : "";
    out += "<div><dt>" + html_escaped(fact.name) + "</dt><dd" + absent + ">" + html_escaped(fact.value);
    if (!fact.remark.empty()) out += " <small>" + html_escaped(fact.remark) + "</small>";
    out += "</dd></div>\n";
  }
  return out + "</dl>\n";
}

std::string list_of(const std::vector<std::string>& words, const std::string& css_class, const std::string& title) {
  if (words.empty()) return "";
  std::string out = "<details class=\"" + css_class + "\" open><summary>" + title + " (" + std::to_string(words.size()) + ")</summary><ul>\n";
  for (const std::string& line : words) out += element("li", line);
  return out + "</ul></details>\n";
}

std::string plot_figure(const Plot& plot, const PlotTable* table) {
  const std::string id = html_escaped(plot.id);
  std::string out = "<figure class=\"plot\" id=\"plot-" + id + "\" data-plot=\"" + id + "\" data-kind=\"" + html_escaped(plot.kind) + "\">\n";
  out += element("h3", plot.title);
  if (!plot.subtitle.empty()) out += "<p class=\"subtitle\">" + html_escaped(plot.subtitle) + "</p>\n";
  if (!plot.missing.empty()) {
    out += std::string("<p class=\"absent\">") + kNotModelled + ": " + html_escaped(plot.missing) + "</p>\n";
  } else {
    out += "<div class=\"tools\"></div>\n<div class=\"drawing\"></div>\n";
  }
  if (!plot.caption.empty()) out += "<figcaption>" + html_escaped(plot.caption) + "</figcaption>\n";
  out += command_line(plot.command, plot.title);
  if (plot.missing.empty() && table != nullptr && !table->listed)
    out += "<details class=\"data\"><summary>Data, " + grouped(static_cast<std::int64_t>(table->rows.size())) + (table->rows.size() == 1 ? " row" : " rows") + "</summary><div data-table=\"" +
           html_escaped(table->id) + "\"></div></details>\n";
  return out + "</figure>\n";
}

std::string table_block(const PlotTable& table) {
  if (table.folded)
    return "<details class=\"folded table\" id=\"table-" + html_escaped(table.id) + "\"><summary>" + html_escaped(table.title) + "</summary>\n<div data-table=\"" +
           html_escaped(table.id) + "\"></div>\n</details>\n";
  std::string out = "<section class=\"table\" id=\"table-" + html_escaped(table.id) + "\">\n" + element("h3", table.title);
  if (!table.note.empty()) out += "<p class=\"subtitle\">" + html_escaped(table.note) + "</p>\n";
  return out + "<div data-table=\"" + html_escaped(table.id) + "\"></div>\n</section>\n";
}

std::string section_text(const ReportSection& section) {
  std::string out = "<section class=\"part\" id=\"" + html_escaped(section.id) + "\">\n" + element("h2", section.title) + facts(section) +
                    command_line(section.command, section.title) +
                    list_of(section.warnings, "warnings", "Warnings");
  if (!section.plots.empty()) out += "<div class=\"plots\">\n";
  std::vector<std::string> unfolded;
  for (const Plot& plot : section.plots) {
    const auto table = std::find_if(section.tables.begin(), section.tables.end(), [&](const PlotTable& t) { return t.id == plot.table; });
    const bool again = std::find(unfolded.begin(), unfolded.end(), plot.table) != unfolded.end();
    out += plot_figure(plot, table == section.tables.end() || again ? nullptr : &*table);
    unfolded.push_back(plot.table);
  }
  if (!section.plots.empty()) out += "</div>\n";
  for (const PlotTable& table : section.tables) {
    if (table.listed) out += table_block(table);
  }
  for (const ReportText& text : section.texts) {
    out += "<details class=\"text\"><summary>" + html_escaped(text.title) + "</summary><button type=\"button\" class=\"save\" data-file=\"" +
           html_escaped(text.file_name) + "\">Download " + html_escaped(text.file_name) + "</button><pre>" + html_escaped(text.text) + "</pre></details>\n";
  }
  return out + list_of(section.notes, "notes", "Notes") + "</section>\n";
}

std::string contents(const ReportDocument& document) {
  if (document.sections.size() < 2) return "";
  std::string out = "<nav aria-label=\"Sections\"><ul>\n";
  for (const ReportSection& section : document.sections)
    out += "<li><a href=\"#" + html_escaped(section.id) + "\">" + html_escaped(section.title) + "</a></li>\n";
  return out + "</ul></nav>\n";
}

std::string head(const ReportDocument& document) {
  return std::string("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n") +
         "<meta http-equiv=\"Content-Security-Policy\" content=\"" + kPolicy + "\">\n" +
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<link rel=\"icon\" href=\"data:,\">\n" +
         element("title", document.title) + "<style>\n" + std::string(page_style()) + "</style>\n</head>\n";
}

std::string body(const ReportDocument& document) {
  std::string out = "<body>\n<a class=\"skip\" href=\"#main\">Skip to the results</a>\n<header>\n" + element("h1", document.title) +
                    "<div class=\"page-tools\"><button type=\"button\" id=\"theme\">Theme: as the system</button></div>\n" +
                    contents(document) + "</header>\n<noscript><p>The figures above and below need no script. Tables and plots do: 'quartet report FILE "
                    "--plot NAME --svg FILE --csv FILE' draws and writes them without a browser.</p></noscript>\n<main id=\"main\">\n";
  for (const ReportSection& section : document.sections) out += section_text(section);
  return out + "</main>\n<footer>\n<p>Made by " + html_escaped(document.generator) + "</p>\n" + command_line(document.command, "this report") +
         "<details><summary>Licences of the scripts in this file</summary><pre>" + html_escaped(page_licences()) +
         "</pre></details>\n</footer>\n<div id=\"tip\" role=\"tooltip\" hidden></div><div id=\"says\" class=\"unseen\" aria-live=\"polite\"></div>\n";
}

std::string script(const std::string& type, std::string_view text) {
  return "<script" + type + ">\n" + std::string(text) + "\n</script>\n";
}

}  // namespace

std::string html_escaped(std::string_view text) {
  std::string out;
  for (const char c : valid_utf8(text)) {
    switch (c) {
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '&': out += "&amp;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      case '\0': out += "\xEF\xBF\xBD"; break;
      default: out += c;
    }
  }
  return out;
}

std::string html_page(const ReportDocument& document) {
  return head(document) + body(document) + script(" type=\"application/json\" id=\"quartet-data\"", page_data(document)) +
         script("", page_library()) + script("", page_script()) + "</body>\n</html>\n";
}

}  // namespace quartet
