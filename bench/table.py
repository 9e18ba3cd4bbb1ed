"""The figures of the benchmark as tables for people."""

DIFFERENCE = 0.1      # of two counts, as a share of the greater, that is more than stemmers explain
DIFFERENCE_LEAST = 2  # articles
# Kinds of queries whose further numbers mean the same with every engine.
COMPARED = {"newest": "dates of hits", "counts": "counts"}


def is_dateline(name):
    return name.startswith("dateline")


def megabytes(value):
    return "-" if value is None else f"{value / 1e6:.1f}"


def show(figures):
    machine = figures["machine"]
    print(f"{figures['name']}: {figures['articles']} articles, {megabytes(figures['bytes'])} MB of JSON")
    print(f"{machine['cpu']}, {machine['cores']} cores, {machine['memory_bytes'] / 2**30:.0f} GiB, "
          f"Linux {machine['kernel']}")
    print("; ".join(dict.fromkeys(figures["versions"].values())))
    for line in figures["missing"]:
        print(f"skipped: {line}")
    for line in figures["notes"]:
        print(line)
    show_builds(figures)
    show_queries(figures)
    show_counts(figures)
    if figures["small"]:
        show_small(figures["small"])


def show_builds(figures):
    built = figures["build"]
    print(f"\n{'building':<18}{'seconds':>9}{'MB/s':>8}{'dateline/peer':>15}{'cpu s':>8}{'peak MB':>9}{'index MB':>10}"
          f"{'index/raw':>11}{'dateline/peer':>15}")
    ours = built["dateline"]
    for name, its in built.items():
        time_ratio = "" if is_dateline(name) else f"{ours['seconds'] / its['seconds']:.2f}"
        size_ratio = "" if is_dateline(name) else f"{ours['index_bytes'] / its['index_bytes']:.2f}"
        cpu = f"{its['cpu_seconds']:.2f}" if its["cpu_seconds"] else "-"
        print(f"{name:<18}{its['seconds']:>9.2f}{its['mb_per_second']:>8.1f}{time_ratio:>15}{cpu:>8}"
              f"{megabytes(its['peak_bytes']):>9}{megabytes(its['index_bytes']):>10}{its['index_share']:>11.3f}"
              f"{size_ratio:>15}")
        if "without_stored_bytes" in its:
            print(f"{'  without stored':<67}{megabytes(its['without_stored_bytes']):>10}"
                  f"{its['without_stored_share']:>11.3f}")


def show_queries(figures):
    """A block a class: microseconds by column, and behind each peer the ratios to it of dateline's columns without
    bodies."""
    ours = [column for column in figures["versions"] if column.startswith("dateline ")]
    heads = "".join(f"{column.removeprefix('dateline '):>18}" for column in ours)
    print(f"\n{'microseconds':<24}{'median':>9}{'p99':>10}   dateline/peer, median and p99:\n{'':<43}{heads}")
    for name, columns in figures["classes"].items():
        print(name)
        for column, its in columns.items():
            ratios = "" if is_dateline(column) else "".join(ratio(columns.get(our), its) for our in ours)
            print(f"  {column:<22}{its['median_us']:>9.1f}{its['p99_us']:>10.1f}{ratios}".rstrip())
    for column, its in figures["export"].items():
        print(f"export, {column}: {its['hits_per_second']:.0f} hits/s, {its['mb_per_second']:.1f} MB/s")


def ratio(our, their):
    if our is None:
        return " " * 18
    return f"{our['median_us'] / their['median_us']:>10.2f}{our['p99_us'] / their['p99_us']:>8.2f}"


def far_apart(a, b):
    return abs(a - b) > max(DIFFERENCE_LEAST, DIFFERENCE * max(a, b))


def first_of_ours(query):
    return next(column for column in query["matches"] if is_dateline(column))


def same_totals(queries, column):
    return [query for query in queries if query["matches"][first_of_ours(query)] == query["matches"][column]]


def compare(queries, column):
    """How many of a peer's totals are dateline's, are far from them, are nothing where dateline has some."""
    pairs = [(query["matches"][first_of_ours(query)], query["matches"][column]) for query in queries]
    return (sum(our == their for our, their in pairs), sum(far_apart(our, their) for our, their in pairs),
            sum(bool(our) and not their for our, their in pairs))


def show_counts(figures):
    """That all engines answer the same questions: stemmers differ a little, and so does what is near a word."""
    peers = [column for column in figures["versions"] if not is_dateline(column)]
    classes = {}
    for query in figures["queries"]:
        classes.setdefault(query["class"], []).append(query)
    print(f"\nmatches: queries that find as many as with dateline / over {DIFFERENCE:.0%} more or less / nothing")
    print(f"{'':<16}{'queries':>8}{'none of ours':>14}" + "".join(f"{column:>16}" for column in peers))
    for name, queries in classes.items():
        row = f"{name:<16}{len(queries):>8}{sum(not its['matches'][first_of_ours(its)] for its in queries):>14}"
        for column in peers:
            known = column in queries[0]["matches"]
            row += f"{'/'.join(map(str, compare(queries, column))) if known else '':>16}"
        print(row.rstrip())
    for name, queries in classes.items():
        for column in peers:
            if queries[0]["kind"] in COMPARED and column in queries[0]["numbers"]:
                show_numbers(name, column, COMPARED[queries[0]["kind"]], same_totals(queries, column))


def show_numbers(name, column, what, queries):
    """Where as many articles are found these are the same ones, and so must be what is counted of them."""
    others = [query for query in queries if query["numbers"][first_of_ours(query)] != query["numbers"][column]]
    print(f"{name}, {column}: {what} differ in {len(others)} of {len(queries)} with equal totals")
    for query in others:
        print(f"  differs: {' '.join([query['words'], *query['parameters']])}")


def show_small(small):
    print(f"\nanalyzer: {small['analyzer_mb_per_second']:.1f} MB/s of text, "
          f"{small['analyzer_terms_per_second'] / 1e6:.1f} million terms/s on one core")
    print(f"opening the archive: {small['open_warm_us']:.0f} us warm, "
          f"{small['open_cold_us']:.0f} us with its files out of memory")
