# What zsh offers for command lines: zsh -f completion.zsh SCRIPT LINES OUT sources the completion SCRIPT in a terminal,
# and writes for each line of the file LINES the candidates to the file OUT, a line each, with spaces between.
zmodload zsh/zpty

if [[ $1 != --inside ]]; then
    zpty shell zsh -f -i
    zpty -w shell "source ${(q)0} --inside ${(@q)@}"
    zpty -r shell said '*READY*'
    zpty -w -n shell $'\C-x'
    zpty -r shell said '*DONE*'
    exit
fi

unsetopt prompt_cr
LISTMAX=10000
autoload -Uz compinit
compinit -u -D
source $2
typeset -g lines=$3 out=$4

# Writes what is added, and adds it; what is only asked for passes.
compadd() {
    local -a found
    if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then
        builtin compadd "$@"
        return
    fi
    builtin compadd -O found "$@"
    print -rn -- "${found[*]} " >>$out
    builtin compadd "$@"
}

answer() {
    local line
    for line in ${(f)"$(<$lines)"}; do
        BUFFER=$line
        CURSOR=$#BUFFER
        zle list-choices
        print >>$out
    done
    print DONE
}
zle -N answer
bindkey '^X' answer
print READ''Y
