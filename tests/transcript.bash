# Transcripts: commands and what they print, in one file that a person reads and a program runs.
#
#   $ dateline search -a A osce       a command, run by bash in the case's directory; the state goes on to the next one
#   > continued                       a further line of the command
#   1 article for osce                what it printed
#   2> dateline search: ...           what it printed to standard error, behind it
#   [1]                               its exit status, when not 0
#   # text                            a remark, between commands
#
# transcript_run reads one from standard input and writes it with what the commands print today. What differs from run to
# run is made equal by transcript_normalise.

# Times, rates and process ids become N; sizes on disk, at the end of a line or as "bytes" in JSON, too: they depend on the
# version of the library underneath.
transcript_normalise() {
    sed -E -e 's/[0-9.]+ s \([0-9.]+ MB\/s\)/N s (N MB\/s)/g' \
        -e 's/"seconds":[0-9.]+/"seconds":N/g' \
        -e 's/[0-9.]+ ms/N ms/g' \
        -e 's/process [0-9]+/process N/g' \
        -e 's/  [0-9.]+ (bytes|[kMG]B)$/  N/' -e 's/^(size +)[0-9.]+ (bytes|[kMG]B)$/\1N/' \
        -e 's/[0-9.]+ [kMG]B(, [0-9,]+ articles?: all well, in) [0-9.]+ s/N MB\1 N s/' \
        -e 's/( now, in) [0-9.]+ s$/\1 N s/' \
        -e 's/"bytes":[0-9]+/"bytes":N/g' \
        -e 's/[[:space:]]+$//'
}

transcript_command() { # COMMAND STYLE
    local status out err
    out=$(mktemp) err=$(mktemp)
    if [ "$2" = merged ]; then
        eval "$1" >"$out" 2>&1 </dev/null
        transcript_normalise <"$out"
    else
        eval "$1" >"$out" 2>"$err" </dev/null
        status=$?
        transcript_normalise <"$out"
        sed 's/^/2> /' "$err" | transcript_normalise
        [ $status = 0 ] || echo "[$status]"
    fi
    rm -f "$out" "$err"
}

transcript_run() { # STYLE: marked, or merged without marks for standard error and the exit status
    local line command='' open=''

    while IFS= read -r line <&3 || [ -n "$line" ]; do
        case $line in
        '$ '*)
            [ -z "$open" ] || transcript_command "$command" "$1"
            command=${line#'$ '} open=yes
            printf '%s\n' "$line"
            ;;
        '> '*)
            command+=$'\n'${line#'> '}
            printf '%s\n' "$line"
            ;;
        '#'*)
            [ -z "$open" ] || transcript_command "$command" "$1"
            open=''
            printf '%s\n' "$line"
            ;;
        esac
    done 3<&0
    [ -z "$open" ] || transcript_command "$command" "$1"
}
