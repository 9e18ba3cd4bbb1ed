"""The figures of the benchmark as a bar chart: SVG written by hand, legible on light and on dark."""
import html

WIDTH, LEFT, BAR, GAP = 860, 190, 15, 3
TOP, PANEL_TOP, PANEL_END = 64, 30, 18
COLOURS = {"dateline": ("#1f6feb", "#58a6ff"), "lucene": ("#bf5b04", "#e39a3b"), "fts5": ("#2c7a4b", "#57b97f"),
           "xapian": ("#7a4fb5", "#b48ae8")}

STYLE = """svg { background: #ffffff; font: 12px system-ui, sans-serif }
text { fill: #1f2328 } .title { font-size: 16px; font-weight: 600 } .panel { font-weight: 600 } .quiet { fill: #59636e }
.value { font-variant-numeric: tabular-nums }
%(light)s
@media (prefers-color-scheme: dark) {
svg { background: #0d1117 } text { fill: #e6edf3 } .quiet { fill: #9198a1 }
%(dark)s }"""


def family(name):
    return name.split(" ")[0].rstrip(",")


def number(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def panel(y, title, unit, values):
    """A title and a bar a value, all from nought, so that lengths compare; returns the elements and the height."""
    room = WIDTH - LEFT - 90
    most = max(values.values())
    parts = [f'<text class="panel" x="16" y="{y + 18}">{html.escape(title)} <tspan class="quiet">({html.escape(unit)})'
             '</tspan></text>']
    at = y + PANEL_TOP
    for name, value in values.items():
        length = max(room * value / most, 1)
        middle = at + BAR - 4
        parts.append(f'<text x="{LEFT - 8}" y="{middle}" text-anchor="end">{html.escape(name)}</text>')
        parts.append(f'<rect class="{family(name)}" x="{LEFT}" y="{at}" width="{length:.1f}" height="{BAR}" rx="2"/>')
        parts.append(f'<text class="value" x="{LEFT + length + 6:.1f}" y="{middle}">{number(value)}</text>')
        at += BAR + GAP
    return parts, at - y + PANEL_END


def panels(figures):
    for name, columns in figures["classes"].items():
        if name not in ("all words", "export"):
            yield f"Query: {name}", "microseconds, median; less is better", {
                column: its["median_us"] for column, its in columns.items()}
    if figures["export"]:
        yield "Export of every hit", "thousand hits a second; more is better", {
            column: its["hits_per_second"] / 1000 for column, its in figures["export"].items()}
    built = figures["build"]
    yield "Building the index", "MB/s of JSON; more is better", {
        name: its["mb_per_second"] for name, its in built.items()}
    yield "Size of the index", "% of the JSON; less is better", {
        name: 100 * its["index_share"] for name, its in built.items()}


def draw(figures):
    parts, y = [], TOP
    for title, unit, values in panels(figures):
        elements, height = panel(y, title, unit, values)
        parts += elements
        y += height
    machine = figures["machine"]
    subtitle = (f"{figures['articles']} articles, {figures['bytes'] / 1e6:.0f} MB; {machine['cpu']}, "
                f"{machine['cores']} cores; warm processes, ten best hits")
    style = STYLE % {mode: "\n".join(f".{name} {{ fill: {colours[i]} }}" for name, colours in COLOURS.items())
                     for i, mode in enumerate(("light", "dark"))}
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" width="{WIDTH}" height="{y}" role="img">',
        f"<title>Dateline and its peers on {html.escape(figures['name'])}</title>", f"<style>{style}</style>",
        f'<text class="title" x="16" y="28">Dateline and its peers: {html.escape(figures["name"])}</text>',
        f'<text class="quiet" x="16" y="48">{html.escape(subtitle)}</text>', *parts, "</svg>", ""])
