"""Whether a page, on standard input, has no other markup than its own: no script but page.js, no style, no handlers, links
to nowhere but this server and the web, and every element closed. Prints what is wrong; `links` prints the links instead."""
import sys
from html.parser import HTMLParser

VOID = {'meta', 'link', 'input', 'br'}
OWN_HREFS = {'page.css', 'icon.svg', 'opensearch.xml', 'openapi.json'}
ELEMENTS = VOID | set('html head title script body a header form div label ul ol li button p main footer kbd svg g rect text '
                      'section h1 h2 h3 nav span aside article time em details summary strong dl dt dd'.split())


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.faults, self.links = [], [], []

    def handle_starttag(self, tag, attributes):
        if tag not in ELEMENTS:
            self.faults.append(f'an element {tag}')
        if tag == 'script' and dict(attributes) != {'type': 'module', 'src': 'page.js'}:
            self.faults.append(f'a script {attributes}')
        for name, value in attributes:
            self.check(tag, name, value or '')
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        self.open.pop()

    def check(self, tag, name, value):
        if name.startswith('on') or name in ('style', 'srcdoc', 'formaction'):
            self.faults.append(f'{tag} has {name}')
        if name == 'href':
            self.links.append(value)
            if not (value in OWN_HREFS or value.lower().startswith(('./', 'v1/search?', '#', 'http://', 'https://'))):
                self.faults.append(f'{tag} leads to {value}')

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f'{tag} is closed where it is not open')

    def handle_data(self, data):
        if self.open and self.open[-1] == 'script' and data.strip():
            self.faults.append('a script inside the page')


page = Page()
page.feed(sys.stdin.read())
page.close()
if page.open:
    page.faults.append(f'left open: {page.open}')
if sys.argv[1:] == ['links']:
    print('\n'.join(page.links))
elif page.faults:
    sys.exit('\n'.join(page.faults))
