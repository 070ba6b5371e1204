"""A server on this machine that misbehaves in every way a link checker must survive.

It stands for the whole web: through the gateway, ``https://<behavior>.test/...`` reaches the
behavior of that name here; a name that is none answers with a good page. ``doi.org``,
``archive.org`` and the hosts of identifiers are played as well.
"""

from __future__ import annotations

import gzip
import json
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, unquote

CERTIFICATE = Path(__file__).parent / "data" / "self-signed.pem"
PAGE = b"<!doctype html><title>A good page</title><h1 id=there>A page</h1><p>Words.</p>"
HTML = "text/html; charset=utf-8"
STATUSES = {
    400: "unknown", 401: "blocked", 402: "unknown", 403: "blocked", 404: "dead", 405: "blocked",
    406: "blocked", 407: "blocked", 408: "unavailable", 410: "dead", 418: "blocked",
    425: "unavailable", 429: "blocked", 451: "blocked", 500: "unavailable", 501: "unavailable",
    502: "unavailable", 503: "unavailable", 504: "unavailable", 520: "unavailable",
}  # fmt: skip


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # a small answer is not held back
    server: FaultServer

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""

    def send(self, status: int = 200, body: bytes = PAGE, kind: str = HTML, **headers: str) -> None:
        """An answer; an underscore in a header's name stands for a hyphen."""
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if status not in (204, 304):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if status not in (204, 304):
            self.wfile.write(body)

    def drip(self, data: bytes) -> None:
        """Send a byte at a time, each in time for a timeout that starts anew."""
        for place in range(len(data)):
            self.wfile.write(data[place : place + 1])
            if self.server.closing.wait(0.1):
                break

    def end(self, *, reset: bool = False) -> None:
        """Close the connection, with or without a goodbye."""
        self.close_connection = True
        if reset:
            linger = b"\x01\0\0\0\0\0\0\0"
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.wfile.flush()
            self.connection.close()

    def do_HEAD(self) -> None:
        """No page of this server answers HEAD."""
        self.send(405, b"")

    def do_GET(self) -> None:
        """Behave as the host's name says."""
        host, _, rest = unquote(self.path.lstrip("/")).partition("/")
        self.rest = rest
        with self.server.lock:
            self.server.hits[f"{host}/{rest}"] += 1
            self.count = self.server.hits[f"{host}/{rest}"]
            self.server.times.setdefault(host, []).append(time.monotonic())
            self.server.open[host] += 1
            self.server.most_open[host] = max(self.server.most_open[host], self.server.open[host])
        with suppress(OSError):
            name = host.removesuffix(".test")
            SPECIAL.get(host, BEHAVIORS.get(name, ("", Handler.send))[1])(self)
            self.wfile.flush()
        with self.server.lock:
            self.server.open[host] -= 1


class FaultServer(ThreadingHTTPServer):
    """The server; use it as a context.

    ``hits`` counts the requests for each host and path, ``times`` holds when each host was asked,
    ``most_open`` how many requests it had at a time. ``titles`` holds the DOIs that exist;
    one whose title is empty is unknown to its registry. ``held`` lets a request wait until set.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, secure: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.hits: Counter[str] = Counter()
        self.times: dict[str, list[float]] = {}
        self.open: Counter[str] = Counter()
        self.most_open: Counter[str] = Counter()
        self.titles: dict[str, str] = {}
        self.copies: dict[str, str] = {}
        self.walls: set[str] = set()
        self.lock = threading.Lock()
        self.held = threading.Event()
        self.closing = threading.Event()
        if secure:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATE)
            self.socket = context.wrap_socket(
                self.socket, server_side=True, do_handshake_on_connect=False
            )

    def __enter__(self) -> FaultServer:
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self.held.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Connections that break are meant to."""

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_port}"


Behavior = Callable[[Handler], None]
BEHAVIORS: dict[str, tuple[str, Behavior]] = {}  # name: class of the link, what the server does


def _behavior(kind: str) -> Callable[[Behavior], Behavior]:
    def note(function: Behavior) -> Behavior:
        BEHAVIORS[function.__name__.strip("_").replace("_", "-")] = kind, function
        return function

    return note


def _status(status: int) -> Behavior:
    return lambda self: self.send(status)


def _to(place: str, status: int = 302) -> Behavior:
    return lambda self: self.send(status, b"", Location=place)


for _code, _kind in STATUSES.items():
    BEHAVIORS[f"status-{_code}"] = _kind, _status(_code)
for _code in (301, 302, 303, 307, 308):
    _kind = "moved" if _code in (301, 308) else "redirected"
    BEHAVIORS[f"redirect-{_code}"] = _kind, _to("https://good.test/new", _code)
for _name, _kind, _place, _code in (
    ("moved-to-dead", "dead", "https://status-404.test/gone", 301),
    ("redirect-to-gone", "dead", "https://status-410.test/gone", 302),
    ("redirect-to-wall", "blocked", "https://status-403.test/login", 302),
    ("redirect-to-no-host", "dead-host", "https://nowhere.invalid/", 302),
    ("redirect-to-front-page", "soft-404", "https://good.test/", 302),
    ("redirect-loop", "loop", "?", 302),
    ("redirect-nowhere", "unknown", "", 302),
    ("redirect-malformed", "unknown", "http://[x/", 302),
    ("redirect-script", "unknown", "javascript:void(0)", 302),
    ("redirect-file", "unknown", "file:///etc/hosts", 302),
    ("redirect-bad-port", "unknown", "https://good.test:99999/", 302),
):
    BEHAVIORS[_name] = _kind, _to(_place, _code)


@_behavior("working")
def good(self: Handler) -> None:
    self.send()


@_behavior("working")
def gzipped(self: Handler) -> None:
    self.send(body=gzip.compress(PAGE), Content_Encoding="gzip")


@_behavior("working")
def chunked(self: Handler) -> None:
    self.send_response(200)
    self.send_header("Content-Type", HTML)
    self.send_header("Transfer-Encoding", "chunked")
    self.end_headers()
    self.wfile.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE))


@_behavior("working")
def no_length(self: Handler) -> None:
    self.send_response(200)
    self.send_header("Content-Type", HTML)
    self.end_headers()
    self.wfile.write(PAGE)
    self.close_connection = True


@_behavior("working")
def plain_text(self: Handler) -> None:
    self.send(body=b"words", kind="text/plain")


@_behavior("working")
def no_type(self: Handler) -> None:
    self.send(kind="")


@_behavior("working")
def odd_charset(self: Handler) -> None:
    self.send(body="<title>Größe</title>".encode("latin-1"), kind="text/html; charset=no-such")


@_behavior("working")
def pdf(self: Handler) -> None:
    self.send(body=b"%PDF-1.7 ...", kind="application/pdf")


@_behavior("working")
def slash_added(self: Handler) -> None:
    if self.rest.endswith("/"):
        self.send()
    else:
        self.send(301, b"", Location=f"/{self.rest}/")


@_behavior("redirected")
def redirect_relative(self: Handler) -> None:
    if self.rest == "page":
        self.send(302, b"", Location="other")
    else:
        self.send()


@_behavior("redirected")
def redirect_non_ascii(self: Handler) -> None:
    if self.rest == "seite-ü":
        self.send()
    else:
        self.send(302, b"", Location="/seite-ü".encode().decode("latin-1"))


@_behavior("moved")
def http_to_https(self: Handler) -> None:
    if self.headers["X-Forwarded-Proto"] == "http":
        self.send(301, b"", Location=f"https://http-to-https.test/{self.rest}")
    else:
        self.send()


@_behavior("moved")
def moved_then_redirected(self: Handler) -> None:
    self.send(301, b"", Location="https://redirect-302.test/middle")


@_behavior("redirected")
def long_chain(self: Handler) -> None:
    number = int(self.rest) if self.rest.isdigit() else 0
    if number < 9:
        self.send(302, b"", Location=f"/{number + 1}")
    else:
        self.send()


@_behavior("loop")
def endless_chain(self: Handler) -> None:
    self.send(302, b"", Location=f"/{self.count}-{id(self)}")


@_behavior("loop")
def loop_of_two(self: Handler) -> None:
    self.send(302, b"", Location="/b" if self.rest == "a" else "/a")


@_behavior("working")
def cookie_wall(self: Handler) -> None:
    if "passed=1" in (self.headers["Cookie"] or ""):
        self.send()
    else:
        self.send(302, b"", Location=f"/{self.rest}", Set_Cookie="passed=1; Path=/")


@_behavior("loop")
def cookie_wall_for_ever(self: Handler) -> None:
    self.send(302, b"", Location=f"/{self.rest}", Set_Cookie=f"passed={self.count}; Path=/")


@_behavior("redirected")
def meta_refresh(self: Handler) -> None:
    tag = b'<meta http-equiv="Refresh" content="0; url=https://good.test/after">'
    self.send(body=tag + b"<title>On your way</title>")


@_behavior("working")
def meta_refresh_without_scripts(self: Handler) -> None:
    tag = b'<meta http-equiv="refresh" content="0; url=https://status-404.test/no-script">'
    self.send(body=b"<noscript>" + tag + b"</noscript>" + PAGE)


@_behavior("dead")
def meta_refresh_of_a_missing_page(self: Handler) -> None:
    tag = b'<meta http-equiv="refresh" content="0; url=https://good.test/search">'
    self.send(404, tag + PAGE)


@_behavior("working")
def meta_refresh_malformed(self: Handler) -> None:
    self.send(body=b'<meta http-equiv="refresh" content="0; url=http://[x/">' + PAGE)


@_behavior("working")
def malformed_section(self: Handler) -> None:
    self.send(body=PAGE + b"<![no such section]>")


@_behavior("working")
def charset_of_no_page(self: Handler) -> None:
    self.send(kind="text/html; charset=idna")


@_behavior("dead")
def meta_refresh_to_dead(self: Handler) -> None:
    self.send(body=b"<meta http-equiv=refresh content=\"1;URL='https://status-404.test/x'\">")


@_behavior("working")
def fails_once(self: Handler) -> None:
    self.send(500 if self.count == 1 else 200)


@_behavior("working")
def busy_then_good(self: Handler) -> None:
    if self.count == 1:
        self.send(429, b"", Retry_After="1")
    else:
        self.send()


@_behavior("working")
def busy_until_a_date(self: Handler) -> None:
    if self.count == 1:
        self.send(503, b"", Retry_After=formatdate(time.time() + 30, usegmt=True))
    else:
        self.send()


@_behavior("blocked")
def busy_for_ever(self: Handler) -> None:
    self.send(429, b"", Retry_After="1")


@_behavior("unavailable")
def busy_for_centuries(self: Handler) -> None:
    self.send(503, b"", Retry_After="999999999")


@_behavior("unavailable")
def busy_in_riddles(self: Handler) -> None:
    self.send(503, b"", Retry_After="when the moon is full")


@_behavior("unavailable")
def slow(self: Handler) -> None:
    self.server.closing.wait(5)
    self.send()


@_behavior("unavailable")
def dripping_head(self: Handler) -> None:
    self.drip(b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 1000)


@_behavior("unavailable")
def dripping_body(self: Handler) -> None:
    self.send_response(200)
    self.send_header("Content-Type", HTML)
    self.send_header("Content-Length", "1000")
    self.end_headers()
    self.drip(b"a" * 1000)


@_behavior("unavailable")
def dropped(self: Handler) -> None:
    self.close_connection = True


@_behavior("unavailable")
def reset_in_body(self: Handler) -> None:
    self.send_response(200)
    self.send_header("Content-Type", HTML)
    self.send_header("Content-Length", "1000")
    self.end_headers()
    self.wfile.write(b"half a page")
    self.end(reset=True)


@_behavior("unavailable")
def body_too_short(self: Handler) -> None:
    self.send_response(200)
    self.send_header("Content-Type", HTML)
    self.send_header("Content-Length", "1000")
    self.end_headers()
    self.wfile.write(b"half a page")
    self.close_connection = True


@_behavior("unavailable")
def broken_gzip(self: Handler) -> None:
    self.send(body=b"this is no gzip", Content_Encoding="gzip")


@_behavior("unavailable")
def not_http(self: Handler) -> None:
    self.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
    self.close_connection = True


@_behavior("unavailable")
def flood_of_headers(self: Handler) -> None:
    self.send(**{f"X_{number}": "x" for number in range(500)})


@_behavior("working")
def huge_body(self: Handler) -> None:
    self.send(body=PAGE + b" " * (8 << 20))


@_behavior("working")
def endless_body(self: Handler) -> None:
    self.send_response(200)
    self.send_header("Content-Type", HTML)
    self.end_headers()
    self.close_connection = True
    while not self.server.closing.is_set():
        self.wfile.write(PAGE * 1000)


@_behavior("wrong-content")
def empty(self: Handler) -> None:
    self.send(body=b"")


@_behavior("wrong-content")
def no_content(self: Handler) -> None:
    self.send(204)


@_behavior("soft-404")
def soft_404(self: Handler) -> None:
    self.send(body=b"<title>Page not found | A Journal</title><p>Sorry.</p>")


@_behavior("blocked")
def cloudflare(self: Handler) -> None:
    page = b"<title>Just a moment...</title>"
    self.send(403, page, Server="cloudflare", cf_mitigated="challenge")


@_behavior("blocked")
def cloudflare_503(self: Handler) -> None:
    self.send(503, b"<title>x</title>", Server="cloudflare", cf_mitigated="challenge")


@_behavior("blocked")
def wall_that_says_200(self: Handler) -> None:
    self.send(body=b"<title>Are you a robot?</title>")


@_behavior("blocked")
def wall_that_says_202(self: Handler) -> None:
    self.send(202, b"", x_amzn_waf_action="challenge")


@_behavior("wrong-content")
def page_for_a_pdf(self: Handler) -> None:
    self.send()


@_behavior("working")
def anchor(self: Handler) -> None:
    names = "<a name='old'></a><p id='größe'></p><h2 id='user-content-usage'></h2>"
    self.send(body=PAGE + names.encode())


@_behavior("dead-anchor")
def anchor_missing(self: Handler) -> None:
    self.send()


@_behavior("working")
def held(self: Handler) -> None:
    self.server.held.wait(30)
    self.send()


@_behavior("working")
def odd_address(self: Handler) -> None:
    good = self.rest in ("page", "seite-ü?q=ä b", "a b", "x;y=1,2?(z)")
    self.send(200 if good else 404)


# -- hosts that are asked in a way of their own ---------------------------------------------------


def _doi_org(self: Handler) -> None:
    api = self.rest.startswith("api/handles/")
    name = self.rest.removeprefix("api/handles/")
    title = self.server.titles.get(name)
    if "doi.org" in self.server.walls:
        self.send(403)
    elif api:
        data = {"responseCode": 100 if title is None else 1, "handle": name}
        self.send(404 if title is None else 200, json.dumps(data).encode(), "application/json")
    elif "citationstyles" in self.headers["Accept"]:
        self.send(302, b"", Location=f"https://api.registry.test/{quote(name)}")
    else:
        self.send(302, b"", Location=f"https://publisher.test/{name}")


def _registry(self: Handler) -> None:
    if title := self.server.titles.get(self.rest):
        self.send(body=json.dumps({"title": title}).encode(), kind="application/json")
    else:
        self.send(404)


def _archive(self: Handler) -> None:
    url = self.rest.partition("url=")[2]
    copy = self.server.copies.get(url)
    shots = {"closest": {"available": True, "url": copy}} if copy else {}
    self.send(body=json.dumps({"archived_snapshots": shots}).encode(), kind="application/json")


def _walled(self: Handler) -> None:
    self.send(403)


SPECIAL: dict[str, Behavior] = {
    "doi.org": _doi_org,
    "api.registry.test": _registry,
    "archive.org": _archive,
    "publisher.test": _walled,  # as publishers do
}
