# Some tests type into a pseudo-terminal or look at one. A container may have none: then these say so and are skipped.

have_terminal() { # WHAT IS TESTED WITH IT
    script -qec true /dev/null >/dev/null 2>&1 && return 0
    echo "SKIPPED: there is no pseudo-terminal here for $1"
    return 1
}
