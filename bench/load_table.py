"""The figures of servers under load as tables for people."""


def megabytes(value):
    return f"{value / 1e6:.0f}"


def milliseconds(value):
    return f"{value / 1e3:.2f}"


def show(figures):
    machine = figures["machine"]
    print(f"servers: {figures['articles']} articles, {megabytes(figures['bytes'])} MB of JSON, loopback")
    memory = f"{machine['memory_bytes'] / 2**30:.0f} GiB"
    print(f"{machine['cpu']}, {machine['cores']} cores shared with the load, {memory}, Linux {machine['kernel']}")
    print("; ".join(figures["versions"].values()))
    if "lucene" not in figures["versions"]:
        print("skipped: lucene: not built, for want of a JDK or of Lucene's jars")
    show_load(figures["load"])
    show_memory(figures)
    show_writes(figures["writes"])
    if figures["time"]:
        show_time(figures["time"])


def columns(its):
    return (f"{its['requests_per_second']:>12.0f}{milliseconds(its['p50_us']):>9}{milliseconds(its['p99_us']):>9}"
            f"{its['cpu_us']:>8.0f}{its['refused'] + its['lost']:>8}")


def show_load(load):
    print(f"\n{'':<16}{'connections':>12}{'requests/s':>12}{'p50 ms':>9}{'p99 ms':>9}{'cpu us':>8}{'errors':>8}"
          f"   dateline/peer: requests/s, p50, p99, cpu")
    for mode, counts in load.items():
        print(mode)
        for count, servers in counts.items():
            for name, its in servers.items():
                ratios = "" if name == "dateline" else ratios_of(servers["dateline"], its)
                print(f"  {name:<14}{count:>12}{columns(its)}{ratios}")


def ratios_of(ours, theirs):
    requests, *less = (ours[name] / theirs[name] for name in ("requests_per_second", "p50_us", "p99_us", "cpu_us"))
    return f"   {requests:>25.2f}" + "".join(f"{ratio:>7.2f}" for ratio in less)


def show_memory(figures):
    print(f"\n{'memory':<28}{'resident MB':>12}{'not files MB':>14}{'peak MB':>9}")
    rows = {**figures["memory"], "dateline, behind writes": figures["memory beside writes"]}
    for name, its in rows.items():
        print(f"  {name:<26}{megabytes(its['resident']):>12}{megabytes(its['own']):>14}{megabytes(its['peak']):>9}")


def show_writes(writes):
    without, beside = writes["without"], writes["beside"]
    loss = 1 - beside["requests_per_second"] / without["requests_per_second"]
    print(f"\nbeside a writer, {writes['connections']} connections, ten snippets")
    for name, its in (("without", without), ("beside", beside)):
        print(f"  {name:<26}{columns(its)}")
    print(f"  requests lost to it: {loss:.1%}")
    print(f"  {writes['posts']} articles posted, {writes['posts_per_second']:.1f} a second: p50 "
          f"{milliseconds(writes['p50_us'])} ms, p99 {milliseconds(writes['p99_us'])} ms; {writes['failed']} refused, "
          f"{writes['missing']} not found behind their answer")


def show_time(time):
    print(f"\nmemory at the end of each minute, {time['requests']} requests: resident MB / not files MB")
    print("  " + "  ".join(f"{megabytes(its['resident'])}/{megabytes(its['own'])}" for its in time["samples"]))
