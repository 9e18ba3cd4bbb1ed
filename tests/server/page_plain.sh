#!/usr/bin/env bash
# The page without a script, as curl gets it: hits, pages, filters, articles; what may be kept; feeds; and articles and
# queries that would break out of it.
set -u
root=$(cd "${DATELINE_ROOT:-$(dirname "$0")/../..}" && pwd)
# shellcheck source=tests/server.bash
. "$root/tests/server.bash"

get() { # ROUTE NAME=VALUE...: into $scratch/got, its header fields into $scratch/fields, its code into $code
    local route=$1 name arguments=()
    shift
    for name in "$@"; do arguments+=(--data-urlencode "$name"); done
    code=$(curl -s -G -o "$scratch/got" -D "$scratch/fields" -w '%{http_code}' "${arguments[@]}" "$url$route")
}

field() { # NAME: its value in the last answer
    tr -d '\r' <"$scratch/fields" | sed -n "s/^$1: //ip"
}

has() { # TEXT...: the last answer is a sound page with these
    local text
    "$python" "$root/tests/server/page_safe.py" <"$scratch/got" >"$scratch/faults" 2>&1 ||
        fail "$(field server-timing) unsound: $(cat "$scratch/faults")"
    for text in "$@"; do
        grep -qF -- "$text" "$scratch/got" || fail "without $text: $(sed -n '/<main/,$p' "$scratch/got" | head -c 1500)"
    done
}

hasnt() { # TEXT...
    local text
    for text in "$@"; do
        grep -qF -- "$text" "$scratch/got" && fail "the page has $text"
    done
}

links() { # those of the last answer
    "$python" "$root/tests/server/page_safe.py" links <"$scratch/got"
}

# ---- articles as they should be, and as they should not ----

cat >"$scratch/evil.jsonl" <<'TEXT'
{"id":"\"><script>alert(1)</script>","title":"Zebra &lt;script&gt;alert('headline')&lt;/script&gt; &amp; \"quotes\"","text":"A zebra &lt;/p&gt;&lt;img src=x onerror=alert(2)&gt; ran.\n\n&lt;b&gt;Bold&lt;/b&gt; zebra.","place":"<u>\"PLACE\"","source":"<i>'Source'</i>","section":"a,b|c \"d\"","byline":"<script>by()</script>","tags":["\"/><svg onload=alert(3)>","plain"],"lang":"en\" onclick=\"x","url":"javascript:alert(4)","date":"2001-02-03"}
{"id":"data","title":"Zebra two","text":"zebra {{main}} {{title}}","url":"data:text/html,<script>alert(5)</script>","date":"2001-02-03"}
{"id":"web","title":"Zebra three","text":"zebra one line\nzebra another line","url":"HTTPS://news.example/a?b=<c>&\"d\"='e'","lang":"pt-BR","date":"2001-02-04"}
TEXT
news=$scratch/news
"$program" index -q -a "$news" "$root/corpora/wire" "$root/corpora/news.jsonl" "$scratch/evil.jsonl" || exit 1
server_start "$news" --host=news.example

# ---- searches ----

get / q=osce
[ "$code" = 200 ] || fail "/ is $code"
has '<input id="q" name="q" type="search" value="osce"' '<strong>10</strong> articles' \
    'article=mer-2011-1204-05">Election monitors find' 'of the <em>OSCE</em> observation' '<time datetime="2011-12-04">4 December 2011</time>' \
    'href="v1/search?q=osce&amp;format=atom"' '<title>osce – Dateline</title>'
[ "$(field content-type)" = "text/html; charset=utf-8" ] || fail "/ is $(field content-type)"
policy=$(field content-security-policy)
for part in "default-src 'none'" "script-src 'self'" "style-src 'self'" "connect-src 'self'" "img-src 'self' data:" \
    "form-action 'self'" "base-uri 'none'" "frame-ancestors 'none'"; do
    [[ "; $policy;" == *"; $part;"* ]] || fail "the policy is without $part"
done
[[ $policy != *unsafe* ]] || fail "the policy is $policy"
[ "$(field x-content-type-options)" = nosniff ] || fail "the page may be sniffed"

# The same hits as the shell has, page by page.
for page in 1 2 3; do
    get / q=vote page=$page page-size=4
    has
    "$program" search -a "$news" --format=jsonl --page-size=4 --page=$page vote | grep -o '^{"id":"[^"]*' | cut -c 8- >"$scratch/expected"
    grep -o 'id="hit-[0-9]*" href="[^"]*' "$scratch/got" | sed 's/.*article=//' >"$scratch/hits"
    cmp "$scratch/hits" "$scratch/expected" || fail "page $page of vote has other hits"
done
get / q=vote page=2 page-size=4
has 'rel="next"' 'rel="prev" data-key="previous" href="./?q=vote&amp;page-size=4"' '5 to 8 of <strong>'
get / q=vote page=999 page-size=4
has 'There is nothing on this page.'
get / from-date= q= place=
has '<strong>111</strong> articles' '22 November 2024'
get / q=nosuchwordatall
has 'Nothing was found.' '<strong>0</strong> articles'
get / "q=obsevation mision"
has 'Did you mean <a class="suggestion" data-key="suggestion" href="./?q=observation+mission">observation mission</a>?'
get / "q=zebra elephantine"
has 'these have some of them'
get / 'q="unclosed'
has 'class="note"'

# ---- filters ----

get / q=osce section=world
has '<span class="name">Section</span> world <a href="./?q=osce" aria-label="Without world">×</a>' \
    '<input type="hidden" name="section" value="world">' 'data-key="section=world" aria-current="true"'
get / q=osce
has 'href="./?q=osce&amp;place=SARAJEVO" data-key="place=SARAJEVO"'
get / place=SARAJEVO
has 'href="./?place=SARAJEVO%7CVIENNA" data-key="place=VIENNA"' # another place: either
get / tag=elections
has 'href="./?tag=elections%2Cosce" data-key="tag=osce"' # another tag: both
get / q=osce from-date=1996 to-date=1996
has 'Articles by' '<a data-key="dates-all" href="./?q=osce">All dates</a>' '<span class="name">Date</span> 1996'
get / from-date=1996-09-14 to-date=1996-09-14
has 'data-key="dates-year" href="./?from-date=1996&amp;to-date=1996">1996</a>' \
    'data-key="dates-month" href="./?from-date=1996-09&amp;to-date=1996-09">September 1996</a>' '<span>14 September 1996</span>'
get / from-date=19960914 to-date=19960914
has '<span>14 September 1996</span>'
hasnt 'data-key="dates-year"'
get / from-date=1996-09 to-date=1996-09
has '>14 Sep 1996</text>' '>15 Sep</text>' 'Articles by day'
get / from-date=1996 to-date=1997
has '>Apr 1996</text>' 'Articles by month'
get / from-date=1996 to-date=1998
has '<span>1996 to 1998</span>'
get / order-by=oldest
has '<a class="here" aria-current="true" data-key="order-oldest"' 'data-key="order-newest" href="./"'

# ---- articles ----

get / q=osce article=mer-2011-1204-05 section=world
has '<h1 id="headline"' 'the <em>OSCE</em> noted' '<a id="back" href="./?q=osce&amp;section=world">' \
    'rel="noopener noreferrer external" href="https://observer.example/world/111204-7"' 'href="./?like=mer-2011-1204-05"' \
    'href="./?tag=%22elections%22">elections</a>'
[ "$(grep -c '<p dir="auto">' "$scratch/got")" = 3 ] || fail "an article of three paragraphs has others"
get / article=nosuchid
[ "$code" = 404 ] || fail "no article is $code"
has 'the archive has no article of this id'

# ---- what would break out ----

get / q=zebra
has '&lt;script&gt;alert(&#39;headline&#39;)&lt;/script&gt; &amp; &quot;quotes&quot;' '&lt;u&gt;&quot;PLACE&quot;' '{{main}}'
hasnt '<script>alert' '<img' '<svg onload' 'onclick="x' '<b>'
get / q=zebra 'article="><script>alert(1)</script>'
[ "$code" = 200 ] || fail "an article with a strange id is $code"
has '&lt;script&gt;by()' '&lt;img src=x onerror=alert(2)&gt; ran.' '&lt;b&gt;Bold&lt;/b&gt; <em>zebra</em>'
hasnt 'javascript:' '<img'
get / article=data
has
hasnt 'data:text'
get / article=web
has 'href="HTTPS://news.example/a?b=&lt;c&gt;&amp;&quot;d&quot;=&#39;e&#39;"' 'lang="pt-BR"' '<p dir="auto">zebra another line</p>'
while IFS= read -r words; do
    get / "q=$words" "place=$words" "tag=$words" "like=web"
    [[ $code = [24]00 ]] || fail "$words is $code"
    has
    get / "q=$words" "order-by=$words"
    [ "$code" = 400 ] || fail "a wrong order is $code"
    has 'That did not work'
    get / "article=$words" "q=$words"
    has
    get /v1/search "q=$words" "like=web" format=atom
    xmllint --noout "$scratch/got" 2>"$scratch/faults" || fail "no feed of $words: $(cat "$scratch/faults")"
done <<'TEXT'
<script>alert(1)</script>
"><script>alert(1)</script>
' onfocus=alert(1) autofocus='
" onfocus="alert(1)
</title><script>alert(1)</script>
</textarea><img src=x onerror=alert(1)>
javascript:alert(1)
{{main}}{{title}}
&lt;&#x3c;&amp;
]]><x/>-->
%00%3cscript%3e
%s%n%p
TEXT
get '/?q=%00%ff%3cscript%3e%0d%0aX-Evil:%201'
has
[ -z "$(field x-evil)" ] || fail "a query sets a header field"
get '/?place=%ff'
[ "$code" = 400 ] && has 'is not UTF-8' || fail "a place that is no text is $code"
get / 'article=<script>' 'page=<script>'
[ "$code" = 400 ] || fail "a page that is no number is $code"
get / q=osce
cp "$scratch/got" "$scratch/plain"
get / utm_source=news q=osce utm_source=mail fbclid=%00
[ "$code" = 200 ] && cmp "$scratch/got" "$scratch/plain" || fail "what an address got on its way is $code"

# Every link of the page leads to an answer.
get / q=osce section=world
links | grep '^\./' | sort -u | while read -r link; do
    got=$(curl -s -o /dev/null -w '%{http_code}' "$url/${link#./}")
    [ "$got" = 200 ] || echo "$link is $got"
done >"$scratch/dead"
[ ! -s "$scratch/dead" ] || fail "$(cat "$scratch/dead")"

# ---- what may be kept ----

for route in '/?q=osce' /page.css /page.js; do
    get "$route"
    tag=$(field etag)
    [ -n "$tag" ] && [ "$(field cache-control)" = no-cache ] || fail "$route is not to be kept"
    got=$(curl -s -o "$scratch/empty" -w '%{http_code}' -H "If-None-Match: $tag" "$url$route")
    [ "$got" = 304 ] && [ ! -s "$scratch/empty" ] || fail "$route is sent again, with $got"
    curl -s -H 'Accept-Encoding: gzip' -D "$scratch/fields" "$url$route" | gzip -dc | cmp - "$scratch/got" ||
        fail "$route in gzip holds something else"
    [ "$(field content-encoding)" = gzip ] || fail "$route is not in gzip"
    curl -sI "$url$route" | grep -q '^HTTP/1.1 200' || fail "HEAD $route"
done
for answer in '/page.css text/css' '/page.js text/javascript' '/icon.svg image/svg+xml'; do
    get "${answer% *}"
    [[ $(field content-type) == "${answer#* }"* ]] || fail "${answer% *} is $(field content-type)"
done
get /page.js v=1
[ "$code" = 200 ] || fail "a file of the page with parameters is $code"

# ---- feeds, and the search that browsers add ----

get /v1/search q=osce format=atom
xmllint --noout "$scratch/got" || fail "the feed is not well-formed"
entries=$(xmllint --xpath 'count(//*[local-name()="entry"])' "$scratch/got")
[ "$entries" = 10 ] || fail "the feed has $entries entries"
xmllint --xpath '//*[local-name()="entry"]/*[local-name()="updated"]/text()' "$scratch/got" >"$scratch/dates"
sort -r "$scratch/dates" | cmp - "$scratch/dates" || fail "the feed is not newest first"
get /opensearch.xml
xmllint --noout "$scratch/got" || fail "opensearch.xml is not well-formed"
grep -qF "template=\"$url/?q={searchTerms}\"" "$scratch/got" || fail "opensearch.xml leads elsewhere"
curl -s -H 'Host: news.example' -H 'X-Forwarded-Proto: https' "$url/opensearch.xml" |
    grep -qF 'template="https://news.example/?q={searchTerms}"' || fail "behind a proxy opensearch.xml leads elsewhere"
server_end || fail "the server ends with $?"

# ---- without an archive ----

server_start "$scratch/none"
get / q=osce
[ "$code" = 503 ] || fail "without an archive / is $code"
has 'the archive is not there'
get /page.css
[ "$code" = 200 ] || fail "without an archive the page has no style"
server_end || fail "the server ends with $?"

[ $failures = 0 ] && echo "page: all well"
exit $((failures > 0))
