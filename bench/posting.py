"""A writer that posts articles to a server at a steady rate, and looks whether each is found once it has the answer."""
import http.client
import json
import threading
import time
import urllib.parse

POSTERS = 8  # connections: a commit takes longer than the time between two articles
LETTERS = "bcdfghklmnprstvz"
HEADERS = {"Content-Type": "application/json"}


def word_of(number):
    """A word that no other article has, and that no stemmer shortens."""
    return "q" + "".join(LETTERS[number >> shift & 15] for shift in range(28, -4, -4)) + "q"


class Posting:
    """Posts articles until it is ended: the numbers from `first` on."""

    def __init__(self, url, first, per_second):
        self.address = urllib.parse.urlsplit(url).netloc
        self.next, self.first, self.per_second = first, first, per_second
        self.lock, self.over = threading.Lock(), threading.Event()
        self.seconds, self.failed, self.missing = [], 0, 0
        self.begun = time.monotonic()
        self.threads = [threading.Thread(target=self.run) for _ in range(POSTERS)]
        for thread in self.threads:
            thread.start()

    def take(self):
        with self.lock:
            self.next += 1
            return self.next - 1

    def run(self):
        connection = http.client.HTTPConnection(self.address)
        while not self.over.is_set():
            number = self.take()
            due = self.begun + (number - self.first) / self.per_second
            if self.over.wait(max(due - time.monotonic(), 0)):
                break
            self.post(connection, number)
        connection.close()

    def ask(self, connection, method, target, body=None):
        connection.request(method, target, body, HEADERS)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())

    def post(self, connection, number):
        word = word_of(number)
        article = {"id": f"posted-{number}", "title": f"Posted {word}", "date": "2024-12-31",
                   "text": f"An editor has posted {word} while readers were searching. " * 20}
        start = time.monotonic()
        status, _ = self.ask(connection, "POST", "/v1/articles", json.dumps(article))
        took = time.monotonic() - start
        code, found = self.ask(connection, "GET", f"/v1/search?q={word}&highlight=off")
        with self.lock:
            self.seconds.append(took)
            self.failed += status != 200
            self.missing += status == 200 and (code != 200 or found["response"]["total"] != 1)

    def end(self):
        """Seconds that each post took, how many failed, how many of the others were not found, and the rate."""
        self.over.set()
        for thread in self.threads:
            thread.join()
        lasted = time.monotonic() - self.begun
        return {"seconds": self.seconds, "failed": self.failed, "missing": self.missing,
                "posts_per_second": len(self.seconds) / lasted, "next": self.next}
