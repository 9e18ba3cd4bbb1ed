/* The page without new pages: links and the form are answered in place, words are looked for as they are typed, and
 * there are keys. Every answer is the page that the server gives for that address; of it the parts that differ are
 * taken over. What suggestions say is set as text. */
'use strict';

const element = (id) => document.getElementById(id);
const root = document.documentElement;
const [field, form, kept, main, list, status] = ['q', 'search', 'kept', 'main', 'suggestions', 'status'].map(element);

/* ---- from one address to another ---- */

let shown = location.pathname + location.search;
let typed = false; /* the address is of words that are being typed: the next ones take its place */
let pending = null, asked = null; /* what takes back a question for a page, for suggestions */

function remember() {
    const focus = document.activeElement;
    history.replaceState({...history.state, y: scrollY, id: focus?.id, key: focus?.dataset.key}, '');
}

function enter(url, way) {
    if (way === 'push')
        history.pushState({inside: true}, '', url);
    else if (way === 'replace')
        history.replaceState(history.state, '', url);
    shown = location.pathname + location.search;
}

/* Asks for an address, after which an earlier question is of no interest. Null: nothing came, or too late. */
async function ask(url) {
    pending?.abort();
    const mine = pending = new AbortController();
    root.classList.add('busy');
    try {
        const response = await fetch(url, {signal: mine.signal});
        return {text: await response.text(), timing: response.headers.get('Server-Timing')};
    } catch (error) {
        if (error.name !== 'AbortError')
            say('The server does not answer.', true);
        return null;
    } finally {
        if (pending === mine) {
            pending = null;
            root.classList.remove('busy');
        }
    }
}

/* The page of an address, with its time. Null: there is none, and that was said. */
async function pageOf(url) {
    const answer = await ask(url);
    if (!answer)
        return null;
    const page = new DOMParser().parseFromString(answer.text, 'text/html');
    if (page.getElementById('main'))
        return {url, page, timing: answer.timing};
    say('The server gives another answer than a page.', true);
    return null;
}

function hasFound({page}) {
    return page.querySelector('#total:not([data-less])') !== null;
}

/* Shows an address, or the wider one where that finds what the address does not. way: 'push' or 'replace' in the
 * history, or neither; typing leaves the words as they are; then sees to scrolling and focus. */
async function show(url, {wider, way, typing = false, then = () => {}}) {
    let answer = await pageOf(url);
    if (answer && wider && !hasFound(answer)) {
        const other = await pageOf(wider);
        answer = other && (hasFound(other) ? other : answer);
    }
    if (!answer)
        return;
    if (way === 'push')
        remember();
    enter(answer.url, way);
    typed = typing;
    take(answer.page, typing);
    tellTime(answer.timing);
    then();
}

/* For those who hear the page; an alarm also for those who see it. */
function say(text, alarm = false) {
    status.textContent = text;
    status.className = alarm ? 'alarm' : 'unseen';
}

/* ---- taking an answer over ---- */

function keyed(key) {
    return key ? main.querySelector(`[data-key="${CSS.escape(key)}"]`) : null;
}

/* What was asked, as far as it stands outside of the answer. */
function takeQuestion(page, typing) {
    document.title = page.title;
    kept.replaceChildren(...page.getElementById('kept').childNodes);
    for (const id of ['feed', 'feed-link'])
        element(id).setAttribute('href', page.getElementById(id).getAttribute('href'));
    if (!typing)
        field.value = page.getElementById('q').value;
}

/* The focus goes to what has the place of the element that had it, with what was being typed there. */
function refocus(before) {
    const now = keyed(before.dataset.key);
    if (!now)
        return;
    focusQuietly(now);
    if (before.value === undefined)
        return;
    now.value = before.value;
    now.setSelectionRange(before.selectionStart, before.selectionEnd);
}

function take(page, typing) {
    const open = [...main.querySelectorAll('details[open]')].map((details) => details.dataset.key);
    const focus = main.contains(document.activeElement) ? document.activeElement : null;
    const filters = element('filters')?.scrollTop;
    if (!page.querySelector('.trouble'))
        takeQuestion(page, typing);
    main.replaceChildren(...page.getElementById('main').childNodes);
    open.forEach((key) => keyed(key)?.setAttribute('open', ''));
    if (focus)
        refocus(focus);
    prepare();
    if (filters && element('filters'))
        element('filters').scrollTop = filters;
    say((element('total') ?? element('headline'))?.textContent ?? '');
}

/* ", 2.1 ms" behind the total: of the work alone. */
function tellTime(timing) {
    const took = main.querySelector('.took');
    const [, milliseconds] = /work;dur=([\d.]+)/.exec(timing ?? '') ?? [];
    if (took && milliseconds)
        took.textContent = ` in ${Number(Number(milliseconds).toPrecision(2))} ms`; // 230, and not 2.3e+2
}

function tellFirstTime() {
    const [page] = performance.getEntriesByType('navigation');
    const work = page?.serverTiming?.find((timing) => timing.name === 'work');
    if (work)
        tellTime(`work;dur=${work.duration}`);
}

/* What is new in the page after an answer: one bar that Tab reaches, the button for the filters. */
function prepare() {
    const bars = main.querySelectorAll('.bars a');
    bars.forEach((bar, place) => bar.setAttribute('tabindex', place ? -1 : 0));
    main.querySelectorAll('.fold, .close').forEach((button) => { button.hidden = false; });
    fold(root.classList.contains('drawer'));
}

/* ---- links and the form ---- */

function focusQuietly(target) {
    target?.focus({preventScroll: true});
}

/* Where the reader goes on, when what they had chosen is not there any more. */
function settle(url) {
    const {searchParams} = new URL(url, location);
    if (searchParams.has('article') || searchParams.has('page'))
        scrollTo(0, 0);
    if (searchParams.has('article'))
        focusQuietly(element('headline'));
    else if (!main.contains(document.activeElement))
        focusQuietly(keyed('dates-all') ?? element('results'));
}

function isOurs(link, event) {
    return link && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey &&
        link.getAttribute('href').startsWith('./');
}

document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href]');
    if (!isOurs(link, event))
        return;
    event.preventDefault();
    if (link.id === 'back')
        goBack();
    else
        go(link.getAttribute('href'));
});

function go(url) {
    quiet();
    return show(url, {way: 'push', then: () => settle(url)});
}

/* To the results as they were left, when the reader came from there. */
function goBack() {
    if (history.state?.inside)
        history.back();
    else
        go(element('back').getAttribute('href'));
}

/* While words are typed, dates count as they were sent last: what stands in their fields may be half a date. The words
 * may get an end. */
function addressOfForm({typing = false, end = ''} = {}) {
    const parameters = new FormData(form), sent = new URLSearchParams(location.search);
    for (const name of typing ? ['from-date', 'to-date'] : [])
        parameters.set(name, sent.get(name) ?? '');
    parameters.set('q', field.value + end);
    const given = new URLSearchParams([...parameters].filter(([, value]) => value.trim()));
    return given.size ? `./?${given}` : './';
}

form.addEventListener('submit', (event) => {
    event.preventDefault();
    quiet();
    show(addressOfForm(), {way: typed ? 'replace' : 'push'});
});

addEventListener('popstate', (event) => {
    if (shown === location.pathname + location.search)
        return; /* a place in the page */
    quiet();
    show(location.href, {then: () => {
        focusQuietly(element(event.state?.id) ?? keyed(event.state?.key) ?? element('headline') ?? element('results'));
        scrollTo(0, event.state?.y ?? 0);
    }});
});

/* ---- typing ---- */

const SEARCH_DELAY = 180, SUGGEST_DELAY = 60; /* milliseconds after the last letter */
let searchTimer, suggestTimer;

/* Ends what typing has begun. */
function quiet() {
    clearTimeout(searchTimer);
    clearTimeout(suggestTimer);
    asked?.abort();
    close();
}

/* Quotation marks of one family open and close each other. */
const QUOTES = ['"“”„‟＂', '«»', '‹›', '「」｢｣', '『』'];

function endsInPhrase(text) {
    let open;
    for (const character of text) {
        const family = QUOTES.find((marks) => marks.includes(character));
        if (family && (!open || open === family))
            open = open ? undefined : family;
    }
    return Boolean(open);
}

/* Whether a word stands at the end that may not be whole, in no phrase and of no field. */
function endsInWord(text) {
    return /(^|\s)[\p{L}\p{M}\p{N}]{2,}$/u.test(text) && !endsInPhrase(text);
}

/* In the middle of a word it is what the word may become that is found. */
function searchTyped() {
    const wider = endsInWord(field.value) ? addressOfForm({typing: true, end: '*'}) : null;
    show(addressOfForm({typing: true}), {wider, way: typed ? 'replace' : 'push', typing: true});
}

field.addEventListener('input', () => {
    clearTimeout(searchTimer);
    clearTimeout(suggestTimer);
    searchTimer = setTimeout(searchTyped, SEARCH_DELAY);
    suggestTimer = setTimeout(suggest, SUGGEST_DELAY);
});

/* ---- suggestions: a combobox with a list ---- */

const SUGGESTIONS = 8;
let choices = [], active = -1;

async function suggest() {
    const prefix = field.value.trimStart();
    asked?.abort();
    asked = new AbortController();
    if (prefix.trim().length < 2)
        return close();
    try {
        const response = await fetch(`v1/suggest?${new URLSearchParams({prefix, limit: 4})}`, {signal: asked.signal});
        const {suggestions = []} = await response.json();
        offer(suggestions.filter(({text}) => text !== field.value).slice(0, SUGGESTIONS));
    } catch (error) {
        close();
    }
}

function kindOf({kind}) {
    return {word: '', headline: 'headlines'}[kind] ?? kind;
}

function option(choice, place) {
    const item = document.createElement('li'), text = document.createElement('span'), kind = document.createElement('span');
    item.id = `suggestion-${place}`;
    item.setAttribute('role', 'option');
    item.setAttribute('aria-selected', 'false');
    text.textContent = choice.text;
    text.dir = 'auto';
    kind.className = 'kind';
    kind.textContent = [kindOf(choice), choice.count.toLocaleString('en')].filter(Boolean).join(', ');
    item.append(text, kind);
    item.addEventListener('click', () => choose(choice));
    return item;
}

function offer(suggestions) {
    if (document.activeElement !== field || !suggestions.length)
        return close();
    choices = suggestions;
    list.replaceChildren(...choices.map(option));
    list.hidden = false;
    field.setAttribute('aria-expanded', 'true');
    point(-1);
}

function close() {
    list.hidden = true;
    choices = [];
    field.setAttribute('aria-expanded', 'false');
    point(-1);
}

function point(place) {
    active = place;
    [...list.children].forEach((item, at) => item.setAttribute('aria-selected', String(at === place)));
    if (place < 0)
        field.removeAttribute('aria-activedescendant');
    else
        field.setAttribute('aria-activedescendant', `suggestion-${place}`);
}

/* A word goes in place of the last one, a phrase of all words; a value of a field becomes a filter. */
function choose({text, kind}) {
    quiet();
    if (kind !== 'word' && kind !== 'headline') {
        filterBy(kind, text);
        return;
    }
    field.value = kind === 'word' ? field.value.replace(/\S*$/, () => text) : text;
    form.requestSubmit();
}

function filterBy(name, value) {
    const address = new URLSearchParams([...new FormData(form)].filter(([key, old]) => key !== 'q' && old));
    address.set(name, /^[-"]|[,|]/.test(value) ? `"${value}"` : value);
    go(`./?${address}`);
}

list.addEventListener('pointerdown', (event) => event.preventDefault()); /* the field keeps the focus */
field.addEventListener('blur', close);

function step(by) {
    const count = choices.length + 1; /* the last place is the field's own words */
    point((active + 1 + by + count) % count - 1);
}

const fieldKeys = {
    ArrowDown: () => { if (choices.length) step(1); else focusHit(0); },
    ArrowUp: () => { if (choices.length) step(-1); },
    Enter: (event) => { if (active >= 0) choose(choices[active]); else return false; },
    Escape: () => { if (choices.length) close(); else field.blur(); },
};

field.addEventListener('keydown', (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey)
        return;
    if (fieldKeys[event.key] && fieldKeys[event.key](event) !== false)
        event.preventDefault();
});

/* ---- keys ---- */

function focusHit(place) {
    const hits = [...main.querySelectorAll('.hit .open')];
    const hit = hits[Math.max(0, Math.min(place, hits.length - 1))];
    focusQuietly(hit);
    hit?.closest('.hit').scrollIntoView({block: 'nearest'});
}

function moveHit(by) {
    const at = [...main.querySelectorAll('.hit .open')].indexOf(document.activeElement);
    focusHit(at < 0 ? 0 : at + by);
}

function moveBar(from, by) {
    const bars = [...main.querySelectorAll('.bars a')];
    const to = bars[Math.max(0, Math.min(bars.indexOf(from) + by, bars.length - 1))];
    bars.forEach((bar) => bar.setAttribute('tabindex', bar === to ? 0 : -1));
    to.focus();
}

function leave() {
    if (root.classList.contains('drawer'))
        fold(false);
    else if (element('back'))
        goBack();
    else
        return false;
}

const pageKeys = {
    '/': () => { field.focus(); field.select(); },
    j: () => moveHit(1),
    k: () => moveHit(-1),
    Escape: leave,
};
const hitKeys = {ArrowDown: () => moveHit(1), ArrowUp: () => moveHit(-1)};
const barKeys = {ArrowRight: (bar) => moveBar(bar, 1), ArrowLeft: (bar) => moveBar(bar, -1),
    Home: (bar) => moveBar(bar, -Infinity), End: (bar) => moveBar(bar, Infinity)};

function keysOf(target) {
    if (target.closest('.bars a'))
        return {...pageKeys, ...barKeys};
    return target.closest('.hit') ? {...pageKeys, ...hitKeys} : pageKeys;
}

document.addEventListener('keydown', (event) => {
    if (event.target.closest('input, textarea, select') || event.ctrlKey || event.metaKey || event.altKey)
        return;
    const act = keysOf(event.target)[event.key];
    if (act && act(event.target) !== false)
        event.preventDefault();
});

/* ---- filters on a narrow screen ---- */

function fold(open) {
    const filters = element('filters'), button = main.querySelector('.fold');
    root.classList.toggle('drawer', Boolean(open && filters));
    filters?.classList.toggle('open', open);
    button?.setAttribute('aria-expanded', String(open));
}

document.addEventListener('click', (event) => {
    const inside = event.target.closest('#filters'), button = event.target.closest('.fold');
    if (button) {
        root.classList.add('drawn');
        fold(true);
        focusQuietly(main.querySelector('.close'));
    } else if (event.target.closest('.close') || (root.classList.contains('drawer') && !inside)) {
        fold(false);
        focusQuietly(main.querySelector('.fold'));
    }
});

/* ---- the beginning ---- */

root.classList.add('live');
history.scrollRestoration = 'manual';
for (const [name, value] of Object.entries({role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false',
    'aria-controls': 'suggestions'}))
    field.setAttribute(name, value);
prepare();
tellFirstTime();
