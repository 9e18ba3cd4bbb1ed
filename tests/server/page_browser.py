"""Uses the page as a reader would: page_browser.py URL, a server over the articles of corpora/. Each test waits for what it
expects, and none sleeps; what the console says is a failure."""
import sys
import traceback
from urllib.parse import parse_qs, urlsplit

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException, TimeoutException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

URL = sys.argv[1] + '/'
WAIT = 20  # seconds; a build with sanitizers on a busy machine
DESK, PHONE = (1280, 900), (390, 844)


class Reader:
    """A browser with the page."""

    def __init__(self):
        options = Options()
        for argument in ('--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'):
            options.add_argument(argument)
        options.set_capability('goog:loggingPrefs', {'browser': 'ALL'})
        self.driver = webdriver.Chrome(service=Service('/usr/bin/chromedriver'), options=options)

    def set(self, size=DESK, dark=False, script=True, paper=False):
        features = [{'name': 'prefers-color-scheme', 'value': 'dark' if dark else 'light'}]
        self.driver.execute_cdp_cmd('Emulation.setDeviceMetricsOverride',
                                    {'width': size[0], 'height': size[1], 'deviceScaleFactor': 1, 'mobile': size == PHONE})
        self.driver.execute_cdp_cmd('Emulation.setEmulatedMedia', {'media': 'print' if paper else '', 'features': features})
        self.driver.execute_cdp_cmd('Emulation.setScriptExecutionDisabled', {'value': not script})

    def open(self, query='', live=True):
        self.driver.get(URL + query)
        if live:
            self.until(lambda: self.all('html.live'), 'the script has begun')

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector):
        self.until(lambda: self.all(selector), f'there is {selector}')
        return self.all(selector)[0]

    def texts(self, selector):
        return [' '.join(found.text.split()) for found in self.all(selector)]

    def until(self, condition, what):
        try:
            WebDriverWait(self.driver, WAIT, 0.02, [StaleElementReferenceException]).until(lambda _: condition())
        except TimeoutException:
            raise AssertionError(f'never: {what}; the page is {self.driver.current_url}: {self.texts("main")}') from None

    def until_total(self, total):
        self.until(lambda: self.one('#total').text.startswith(f'{total} article'), f'a total of {total}')

    def until_at(self, **parameters):
        wanted = {name.replace('_', '-'): [value] for name, value in parameters.items()}
        self.until(lambda: parse_qs(urlsplit(self.driver.current_url).query) == wanted, f'the address has {wanted}')

    def press(self, *keys):
        self.driver.switch_to.active_element.send_keys(*keys)

    def focused(self):
        return self.driver.switch_to.active_element

    def style(self, selector, name):
        return self.one(selector).value_of_css_property(name)

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def asked(self, part):
        """How many questions to addresses with this part there were."""
        return self.run("""
            const part = arguments[0];
            return performance.getEntriesByType('resource').filter(({name}) => name.includes(part)).length;""", part)

    def hold(self, part):
        """From now on the answers to addresses with this part wait for release."""
        self.run("""
            const ask = window.fetch, part = arguments[0];
            window.held = [];
            window.fetch = (url, options) => !url.includes(part) ? ask(url, options) : new Promise((give, refuse) => {
                options.signal.addEventListener('abort', () => refuse(new DOMException('', 'AbortError')));
                window.held.push(() => ask(url).then(give));
            });""", part)

    def until_held(self):
        self.until(lambda: self.run('return window.held.length > 0'), 'a question is without an answer')

    def release(self):
        self.driver.execute_async_script("""
            const done = arguments[0];
            Promise.all(window.held.map((give) => give())).then(() => setTimeout(done));""")

    def complaints(self):
        return [entry['message'] for entry in self.driver.get_log('browser')]


# ---- searching ----

def test_typing(r):
    r.open()
    r.until_total(108)
    r.one('#q').send_keys('observat')  # the middle of a word
    r.until_at(q='observat*')
    r.until(lambda: 'observation' in ' '.join(r.texts('.snippet em')).lower(), 'what the word may become is found')
    assert r.one('#q').get_attribute('value') == 'observat'
    r.one('#q').send_keys(Keys.ENTER)
    r.until_at(q='observat')
    r.driver.back()
    r.until_total(108)
    r.one('#q').send_keys('xvot')  # nor is it one from there
    r.until_at(q='xvot')
    r.until_total(0)
    r.one('#q').send_keys(Keys.BACKSPACE * 4, 'vote')
    r.until_at(q='vote')
    r.one('#q').send_keys(Keys.BACKSPACE * 4, 'osce')
    r.until_at(q='osce')
    r.until_total(10)
    assert r.one('.snippet em').text.upper() == 'OSCE'
    assert r.driver.title == 'osce – Dateline'
    assert 'q=osce' in r.one('#feed').get_attribute('href')
    r.until(lambda: r.one('#status').get_attribute('textContent').startswith('10 articles'), 'the total is told')
    r.one('#q').send_keys(' mission', Keys.ENTER)
    r.until_at(q='osce mission')
    r.driver.back()  # what was typed is one step, however many letters it had
    r.until_total(108)
    assert r.one('#q').get_attribute('value') == ''
    r.driver.forward()
    r.until_at(q='osce mission')
    r.until(lambda: r.one('#q').get_attribute('value') == 'osce mission', 'the words are back')


def test_typing_a_phrase(r):
    r.open()
    r.until_total(108)
    for phrase in '"count observat', '„count “ ” observat', '「count " observat':  # a star in quotes would be none
        r.one('#q').send_keys(Keys.CONTROL, 'a')
        r.one('#q').send_keys(phrase)
        r.until_at(q=phrase)
        r.until_total(0)
        assert r.asked('observat*') == 0
    r.one('#q').send_keys(Keys.CONTROL, 'a')
    r.one('#q').send_keys('“count” « ” » observat')
    r.until(lambda: r.asked('observat*') == 1, 'behind a phrase a word may go on')


def test_late_answers(r):
    r.open()
    r.hold('q=vote')
    r.one('#q').send_keys('vote')
    r.until_held()
    r.one('#q').send_keys(Keys.BACKSPACE * 4, 'osce')
    r.until_total(10)
    r.release()
    r.until_total(10)
    r.until_at(q='osce')
    assert r.one('#q').get_attribute('value') == 'osce'


def test_late_suggestions(r):
    r.open()
    r.hold('v1/suggest')
    r.one('#q').send_keys('saraj')
    r.until_held()
    r.one('#q').send_keys('evo', Keys.ENTER)
    r.until_at(q='sarajevo')
    r.release()
    assert not r.one('#suggestions').is_displayed()


def test_nothing_jumps(r):
    r.open('?q=osce')
    place = lambda: [r.run('return document.querySelector(arguments[0]).getBoundingClientRect().top', selector)
                     for selector in ('#q', '.bars', '#results', '.hits', '#filters')]
    before = place()
    r.one('#q').send_keys(' mission')
    r.until_at(q='osce mission')
    r.one('#q').send_keys(' ballots')
    r.until_at(q='osce mission ballots')
    assert place()[:3] == before[:3] and place()[4] == before[4], (before, place())


def test_time(r):
    r.open('?q=osce')
    r.until(lambda: r.one('.took').text.endswith('ms'), 'the first answer tells its time')
    r.one('[data-key="order-newest"]').click()
    r.until_at(q='osce', order_by='newest')
    r.until(lambda: r.one('.took').text.endswith('ms'), 'the next one as well')
    r.run("""const get = Headers.prototype.get;
             Headers.prototype.get = function (name) {
                 return name.toLowerCase() === 'server-timing' ? 'work;dur=231.4' : get.call(this, name);
             };""")
    r.one('[data-key="order-oldest"]').click()
    r.until_at(q='osce', order_by='oldest')
    r.until(lambda: r.one('.took').text.strip() == 'in 230 ms', 'a long time is told as people write it')


def test_suggestions(r):
    r.open()
    field = r.one('#q')
    field.send_keys('saraj')
    r.until(lambda: r.texts('#suggestions li'), 'there are suggestions')
    assert field.get_attribute('aria-expanded') == 'true'
    field.send_keys(Keys.ARROW_DOWN)
    active = field.get_attribute('aria-activedescendant')
    assert r.one(f'#{active}').get_attribute('aria-selected') == 'true'
    field.send_keys(Keys.ESCAPE)
    r.until(lambda: field.get_attribute('aria-expanded') == 'false', 'Escape closes them')
    assert not r.one('#suggestions').is_displayed() and field.get_attribute('value') == 'saraj'
    field.send_keys('e')
    r.until(lambda: 'SARAJEVO' in ' '.join(r.texts('#suggestions li')), 'they are there again')
    field.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    r.until_at(q='SARAJEVO')
    assert not r.one('#suggestions').is_displayed()
    r.open()
    r.one('#q').send_keys('saraj')
    r.until(lambda: [t for t in r.texts('#suggestions li') if 'place' in t], 'a place is among them')
    [item for item in r.all('#suggestions li') if 'place' in item.text][0].click()
    r.until_at(place='SARAJEVO')
    r.until_total(5)


def test_other_words(r):
    r.open('?q=obsevation+mision')
    r.one('.suggestion').click()
    r.until_at(q='observation mission')
    assert r.one('#q').get_attribute('value') == 'observation mission'


def test_order_and_pages(r):
    r.open('?q=vote')
    best = r.texts('.open')
    r.one('[data-key="order-oldest"]').click()
    r.until_at(q='vote', order_by='oldest')
    r.until(lambda: r.texts('.open') != best, 'the order is another')
    dates = [date.get_attribute('datetime') for date in r.all('.hit time')]
    assert dates == sorted(dates), dates
    r.one('[rel="next"]').click()
    r.until_at(q='vote', order_by='oldest', page='2')
    r.until(lambda: r.one('#total').text.startswith('11 to '), 'the second page')
    assert r.run('return scrollY') == 0
    r.driver.back()
    r.until_at(q='vote', order_by='oldest')


# ---- narrowing ----

def test_filters(r):
    r.open('?q=osce')
    count = r.one('[data-key="section=world"] .count').text
    r.one('[data-key="section=world"]').click()
    r.until_at(q='osce', section='world')
    r.until_total(count)
    assert r.focused().get_attribute('data-key') == 'section=world'
    assert r.texts('.chips li') == ['Section world ×']
    r.one('[data-key="section=world"]').click()
    r.until_at(q='osce')
    assert not r.all('.chips')
    r.one('[data-key="place=SARAJEVO"]').click()
    r.until_at(q='osce', place='SARAJEVO')
    r.one('.chips a').click()
    r.until_at(q='osce')
    r.until_total(10)


def test_more_values_stay_open(r):
    r.open()
    r.one('[data-key="more-place"] summary').click()
    r.one('[data-key="section=world"]').click()
    r.until_at(section='world')
    assert r.one('[data-key="more-place"]').get_attribute('open')


def test_dates(r):
    r.open('?q=osce')
    r.one('[name="from-date"]').send_keys('2001')
    r.one('[name="to-date"]').send_keys('2003', Keys.ENTER)
    r.until_at(q='osce', from_date='2001', to_date='2003')
    r.until_total(3)
    assert r.texts('.chips li') == ['Date 2001 to 2003 ×']
    r.one('#q').send_keys(' mission')
    r.run('document.querySelector(\'[name="to-date"]\').focus()')  # while the answer is on its way
    webdriver.ActionChains(r.driver).send_keys('-12').perform()
    r.until_at(q='osce mission', from_date='2001', to_date='2003')
    assert r.focused().get_attribute('name') == 'to-date' and r.focused().get_attribute('value') == '2003-12'
    webdriver.ActionChains(r.driver).send_keys(Keys.BACKSPACE * 3).perform()
    r.one('#hit-1').click()
    r.until(lambda: r.all('.whole'), 'an article')
    r.one('#q').send_keys(Keys.ENTER)
    r.until_at(q='osce mission', from_date='2001', to_date='2003')
    r.one('[data-key="dates-all"]').click()
    r.until_at(q='osce mission')
    assert r.one('[name="from-date"]').get_attribute('value') == ''


def test_timeline(r):
    r.open('?q=osce')
    r.run('document.querySelector(\'[data-key="bar-1996"]\').focus()')
    r.press(Keys.ARROW_RIGHT)
    assert r.focused().get_attribute('data-key') == 'bar-2001'
    r.press(Keys.HOME)
    assert r.focused().get_attribute('aria-label') == '1996: 4 articles'
    r.press(Keys.ENTER)
    r.until_at(q='osce', from_date='1996', to_date='1996')
    r.until_total(4)
    assert r.texts('.timeline h2')[0] in ('Articles by month', 'Articles by day')
    assert r.focused().get_attribute('data-key') == 'dates-all'
    r.press(Keys.ENTER)
    r.until_at(q='osce')
    r.until_total(10)
    bar = r.one('[data-key="bar-1996"] .bar')
    webdriver.ActionChains(r.driver).move_to_element(bar).click().perform()
    r.until_at(q='osce', from_date='1996', to_date='1996')


# ---- articles ----

def test_article(r):
    r.open('?q=osce&page-size=5')
    r.run('scrollTo(0, 300)')
    r.one('#hit-3').click()
    r.until(lambda: r.all('.whole'), 'an article')
    assert 'article=' in r.driver.current_url and r.focused().get_attribute('id') == 'headline'
    assert r.run('return scrollY') == 0 and r.texts('.body em')[0].upper() == 'OSCE'
    r.driver.back()
    r.until(lambda: r.all('.hit'), 'the hits')
    r.until(lambda: r.focused().get_attribute('id') == 'hit-3', 'the hit has the focus again')
    r.until(lambda: r.run('return scrollY') > 0, 'the page is where it was')
    r.driver.forward()
    r.until(lambda: r.all('.whole'), 'the article again')
    r.press(Keys.ESCAPE)
    r.until(lambda: r.all('.hit'), 'Escape leaves it')
    r.open('?q=osce&article=mer-2011-1204-05')  # a link of its own
    r.one('#back').click()
    r.until_at(q='osce')
    r.until_total(10)


def test_keys(r):
    r.open('?q=osce')
    r.press('j')
    assert r.focused().get_attribute('id') == 'hit-1'
    r.press('j')
    r.press(Keys.ARROW_DOWN)
    r.press('k')
    assert r.focused().get_attribute('id') == 'hit-2'
    r.press('/')
    assert r.focused().get_attribute('id') == 'q' and r.one('#q').get_attribute('value') == 'osce'
    r.press(Keys.ESCAPE)
    r.press('j')
    r.press(Keys.ENTER)
    r.until(lambda: r.all('.whole'), 'Enter opens an article')
    r.press(Keys.ESCAPE)
    r.until(lambda: r.all('.hit'), 'Escape leaves it')


def test_tab_order(r):
    r.open('?q=osce')
    r.press(Keys.TAB)
    assert r.focused().text == 'Skip to the results'
    seen = []
    for _ in range(8):
        r.press(Keys.TAB)
        seen.append(r.focused().get_attribute('data-key') or r.focused().get_attribute('id'))
        assert r.focused().value_of_css_property('outline-style') != 'none' or 'bar-' in seen[-1], seen
    assert seen[1] == 'q' and [key for key in seen if key.startswith('bar-')] == ['bar-1996'], seen


def test_no_answer(r):
    r.open('?q=osce')
    offline = {'latency': 0, 'downloadThroughput': -1, 'uploadThroughput': -1}
    r.driver.execute_cdp_cmd('Network.enable', {})
    r.driver.execute_cdp_cmd('Network.emulateNetworkConditions', {'offline': True, **offline})
    r.one('[data-key="order-newest"]').click()
    assert 'does not answer' in r.one('#status.alarm').text
    r.driver.execute_cdp_cmd('Network.emulateNetworkConditions', {'offline': False, **offline})
    assert r.complaints()  # the browser's own, of the connection
    r.one('[data-key="order-newest"]').click()
    r.until_at(q='osce', order_by='newest')
    assert not r.all('.alarm')
    r.one('#q').send_keys(' mission')
    r.until_at(q='osce mission', order_by='newest')
    r.one('[name="from-date"]').send_keys('soon', Keys.ENTER)
    r.until(lambda: r.all('.trouble'), 'what is wrong is told')
    assert 'from-date=soon' in r.one('#total').text and r.one('#q').get_attribute('value') == 'osce mission'
    assert r.complaints()  # of the code 400


# ---- how it looks ----

def colours(r, selector):
    """Luminances of text and ground, as WCAG 2 has them."""
    return r.run('''
        const canvas = Object.assign(document.createElement('canvas'), {width: 1, height: 1}).getContext('2d', {willReadFrequently: true});
        const luminance = (...paints) => {
            for (const paint of paints) { canvas.fillStyle = paint; canvas.fillRect(0, 0, 1, 1); }
            const [red, green, blue] = [...canvas.getImageData(0, 0, 1, 1).data].map((byte) => byte / 255)
                .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
            return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
        };
        const found = document.querySelector(arguments[0]), grounds = [];
        for (let at = found; at; at = at.parentElement) grounds.unshift(getComputedStyle(at).backgroundColor);
        return [luminance(getComputedStyle(found).color), luminance(...grounds)];''', selector)


def check_contrast(r):
    for selector in ('.brand', '#search button', '.total', '.orders .here', '.orders a:not(.here)', '.facts', '.snippet',
                     '.snippet em', '.facet h3', '.facet .value', '.facet .count', '.facet summary', '.foot a', '.chips .name',
                     '.timeline h2'):
        r.one(selector)
        light, dark = sorted(colours(r, selector), reverse=True)
        ratio = (light + 0.05) / (dark + 0.05)
        assert ratio >= 4.5, f'{selector} has a contrast of {ratio:.2f}'


def test_contrast(r):
    r.open('?q=the&lang=en')
    check_contrast(r)


def test_dark(r):
    r.set(dark=True)
    r.open('?q=the&lang=en')
    text, ground = colours(r, 'body')
    assert ground < 0.05 < text
    check_contrast(r)


def test_phone(r):
    r.set(PHONE)
    r.open('?q=osce')
    for query in ('?q=osce&place=SARAJEVO', '?article=mer-2011-1204-05', '', '?q=osce'):
        r.open(query)
        assert r.run('return document.documentElement.scrollWidth') <= PHONE[0], query
    assert not r.one('#filters').is_displayed()
    r.one('.fold').click()
    r.until(lambda: r.one('#filters').is_displayed(), 'the filters unfold')
    assert r.one('.fold').get_attribute('aria-expanded') == 'true'
    r.one('[data-key="section=world"]').click()
    r.until_at(q='osce', section='world')
    assert r.one('#filters').is_displayed()
    r.press(Keys.ESCAPE)
    r.until(lambda: not r.one('#filters').is_displayed(), 'Escape folds them')
    assert r.texts('.chips li') == ['Section world ×']


def test_paper(r):
    r.set(paper=True)
    r.open('?q=osce')
    assert not r.one('#search').is_displayed() and not r.one('#filters').is_displayed() and r.one('.hit').is_displayed()


def test_without_script(r):
    r.set(script=False)
    r.open('?q=osce', live=False)
    r.one('#q').send_keys(' mission')
    r.one('#search button').click()
    r.until_at(q='osce mission')
    assert r.all('.hit') and r.one('#filters').is_displayed() and not r.one('.fold').is_displayed()
    r.one('[data-key="section=world"]').click()
    r.until_at(q='osce mission', section='world')
    r.one('#hit-1').click()
    r.until(lambda: r.all('.whole'), 'an article')
    r.one('#back').click()
    r.until_at(q='osce mission', section='world')
    r.set(PHONE, script=False)
    r.open('?q=osce', live=False)
    assert r.one('#search button').is_displayed() and r.one('#filters').is_displayed()


def run(reader, name, test):
    reader.set()
    try:
        test(reader)
        complaints = reader.complaints()
        assert not complaints, complaints
    except Exception:  # whatever it is, the other tests go on
        reader.complaints()
        print(f'page: {name}: {traceback.format_exc(limit=-3)}')
        return False
    return True


def main():
    reader = Reader()
    try:
        tests = [(name, test) for name, test in globals().items() if name.startswith('test_')]
        good = [run(reader, name, test) for name, test in tests]
    finally:
        reader.driver.quit()
    print(f'page: {sum(good)} of {len(good)} tests in a browser are well')
    sys.exit(not all(good))


main()
