"""The figures of the benchmark as tables for people."""

DIFFERENCE = 0.1      # of two counts, as a share of the greater, that is more than stemmers explain
DIFFERENCE_LEAST = 2  # articles


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
    """A block a class: microseconds by column, and behind each peer the ratios of each of dateline's columns to it."""
    first = next(iter(figures["classes"].values()))
    ours = [column for column in first if is_dateline(column)]
    heads = "".join(f"{column.removeprefix('dateline '):>18}" for column in ours)
    print(f"\n{'microseconds':<24}{'median':>9}{'p99':>10}   dateline/peer, median and p99:\n{'':<43}{heads}")
    for name, columns in figures["classes"].items():
        count = sum(name in (query["class"], "all") for query in figures["queries"])
        print(f"{name}, {count} queries")
        for column, its in columns.items():
            ratios = "" if is_dateline(column) else "".join(
                f"{columns[our]['median_us'] / its['median_us']:>10.2f}{columns[our]['p99_us'] / its['p99_us']:>8.2f}"
                for our in ours)
            print(f"  {column:<22}{its['median_us']:>9.1f}{its['p99_us']:>10.1f}{ratios}")


def far_apart(a, b):
    return abs(a - b) > max(DIFFERENCE_LEAST, DIFFERENCE * max(a, b))


def show_counts(figures):
    """That all engines answer the same questions: stemmers differ a little."""
    queries = figures["queries"]
    reference = next(column for column in queries[0]["matches"] if is_dateline(column))
    peers = [column for column in queries[0]["matches"] if not is_dateline(column)]
    print(f"\nmatches: queries for which a peer finds more or less than dateline by over {DIFFERENCE:.0%}, or nothing")
    print(f"{'':<14}{'queries':>8}{'none of ours':>14}" + "".join(f"{column:>18}" for column in peers))
    for name in dict.fromkeys(query["class"] for query in queries):
        pairs = [query["matches"] for query in queries if query["class"] == name]
        row = f"{name:<14}{len(pairs):>8}{sum(not its[reference] for its in pairs):>14}"
        for column in peers:
            differ = sum(far_apart(its[reference], its[column]) for its in pairs)
            silent = sum(bool(its[reference]) and not its[column] for its in pairs)
            row += f"{f'{differ}, {silent} nothing':>18}"
        print(row)


def show_small(small):
    print(f"\nanalyzer: {small['analyzer_mb_per_second']:.1f} MB/s of text, "
          f"{small['analyzer_terms_per_second'] / 1e6:.1f} million terms/s on one core")
    print(f"opening the archive: {small['open_warm_us']:.0f} us warm, "
          f"{small['open_cold_us']:.0f} us with its files out of memory")
