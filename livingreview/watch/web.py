"""A polite HTTP client for many threads: bounded in time, waits and size; it never raises.

``requests`` speaks HTTP. What is added here: every trouble of the network is an answer, redirects
are followed one by one so that chains and loops can be told, one host is asked at a measured
pace, and no server can hold a thread longer than it was given.
"""

from __future__ import annotations

import errno
import json
import os
import re
import socket
import ssl
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from livingreview.references.urls import is_loopback

CONTACT = "LIVINGREVIEW_CONTACT"  # environment variable: a mail address or a page of who asks
GATEWAY = "LIVINGREVIEW_GATEWAY"  # environment variable: a mirror asked instead of the internet
MOST_REDIRECTS = 15
MOST_FAULTS = 3  # in a row at one host; after that a fault is not tried again
MOST_WAITS = 6  # Retry-After of one host, over the whole run; after that it is taken at its word
REDIRECTS = (301, 302, 303, 307, 308)
TRANSIENT = ("timeout", "dropped", "refused", "resolver", "unreachable")
_NO_WAY = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL)
_NO_SUCH_NAME = {getattr(socket, name, None) for name in ("EAI_NONAME", "EAI_NODATA")}


@dataclass(frozen=True)
class Answer:
    """What came of one request, redirects followed.

    ``status`` is that of the last answer (0: none came); ``chain`` holds each redirect as
    (status, address it came from); header names are in small letters; ``body`` is at most
    ``limit`` bytes, decoded, and ``truncated`` says that there was more. ``error`` is empty or
    one of: timeout, refused, dns (no such name), resolver (names could not be looked up),
    unreachable, tls, dropped, garbled (a body that cannot be decoded), loop, bad-redirect,
    bad-url, network, deadline (the time of the whole run is over). ``detail`` says it in words.
    """

    url: str
    status: int = 0
    final_url: str = ""
    chain: tuple[tuple[int, str], ...] = ()
    headers: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))
    body: bytes = b""
    truncated: bool = False
    error: str = ""
    detail: str = ""

    def json(self) -> dict[str, Any]:
        """The JSON object in the body; empty if there is none."""
        try:
            value = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return value if isinstance(value, dict) else {}


@dataclass
class _Host:
    """How one host is treated: how many at once, when the next may start, waits left."""

    gate: threading.BoundedSemaphore
    lock: threading.Lock = field(default_factory=threading.Lock)
    next_start: float = 0.0
    waits: int = MOST_WAITS
    faults: int = 0  # of the network, in a row


class _Watch:
    """Shuts a thread's socket at a given time: no other means ends a head that drips in."""

    def __init__(self, seconds: float) -> None:
        self.socket: socket.socket | None = None
        self.over = False
        self._timer = threading.Timer(seconds, self.end)
        self._timer.daemon = True

    def end(self) -> None:
        """Shut the socket, now or as soon as there is one."""
        self.over = True
        if self.socket is not None:
            with suppress(OSError):
                self.socket.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> _Watch:
        self._timer.start()
        _here.watch = self
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        _here.watch = None


_here = threading.local()


def _watched(connection: Any) -> None:
    watch = getattr(_here, "watch", None)
    if watch is not None:
        watch.socket = connection.sock
        if watch.over:
            raise TimeoutError("the time for this request is over")


class _Plain(urllib3.connection.HTTPConnection):
    def getresponse(self) -> Any:
        _watched(self)
        return super().getresponse()


class _Secure(urllib3.connection.HTTPSConnection):
    def getresponse(self) -> Any:
        _watched(self)
        return super().getresponse()


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}

    def proxy_manager_for(self, *arguments: Any, **options: Any) -> Any:
        manager = super().proxy_manager_for(*arguments, **options)
        manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}
        return manager


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> str | None:
        return None  # redirects are followed below; a bad one would raise here


def retry_after(value: str, now: float) -> float | None:
    """Seconds to wait by a ``Retry-After`` header (RFC 9110, 10.2.3); None if it says nothing."""
    if re.fullmatch(r"\s*\d{1,9}\s*", value):
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - now)
    except (ValueError, TypeError, OverflowError):
        return None


class Web:
    """Asks the web, from as many threads as wished.

    Args:
        agent: the User-Agent, with an address where a person can complain.
        timeout: seconds for a connection and for each silence of a server; one request, body
            included, takes at most twice as long.
        deadline: seconds for the whole run, from now; later requests answer ``deadline``.
        longest_wait: a ``Retry-After`` that asks for more is cut to this.
        host_interval: seconds between the starts of two requests at one host.
        host_parallel: how many requests one host may have open.
        retries: how often a request is tried again after a fault that may pass.
        gateway: a mirror; ``https://host/path`` is asked as ``<gateway>/host/path``, with the
            scheme in ``X-Forwarded-Proto``. Loopback is always asked directly.
    """

    def __init__(
        self,
        agent: str,
        timeout: float = 20,
        deadline: float = 3600,
        longest_wait: float = 60,
        host_interval: float = 0.5,
        host_parallel: int = 2,
        retries: int = 2,
        gateway: str = "",
    ) -> None:
        self._agent = agent
        self._timeout = timeout
        self._end = time.monotonic() + deadline
        self._longest_wait = longest_wait
        self._interval = host_interval
        self._retries = retries
        self._gateway = (gateway or os.environ.get(GATEWAY, "")).rstrip("/")
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._open: set[_Watch] = set()
        self._hosts: defaultdict[str, _Host] = defaultdict(
            lambda: _Host(threading.BoundedSemaphore(host_parallel))
        )
        self._adapter = _Adapter(pool_connections=64, pool_maxsize=64)

    def stop(self) -> None:
        """End every wait and every open request; from now on each answers ``deadline``."""
        self._stopped.set()
        with self._lock:
            for watch in self._open:
                watch.end()

    def get(self, url: str, accept: str = "*/*", limit: int = 1 << 20) -> Answer:
        """Ask for an address and follow where it leads; at most ``limit`` bytes of body."""
        answer = Answer(url)
        for trial in range(self._retries + 1):
            answer = self._follow(url, accept, limit)
            if answer.status in (429, 503) and not answer.error:
                if trial == self._retries or not self._wait_as_told(answer):
                    break
            elif answer.error in TRANSIENT or answer.status >= 500:
                pause = min(0.5 * 2**trial, self._timeout, self._longest_wait)
                tired = self._host(answer.final_url).faults >= MOST_FAULTS
                if trial == self._retries or tired or not self._sleep(pause):
                    break
            else:
                break
        return answer

    # -- one try --------------------------------------------------------------------------------

    def _follow(self, url: str, accept: str, limit: int) -> Answer:
        chain: list[tuple[int, str]] = []
        seen = set()
        here = url
        session = _Session()  # cookies last for one chain of redirects; connections stay open
        session.mount("http://", self._adapter)
        session.mount("https://", self._adapter)
        session.headers.update({"User-Agent": self._agent, "Accept": accept})
        session.auth = lambda request: request  # never what ~/.netrc holds
        while True:
            state = here, str(sorted(session.cookies.items()))
            if state in seen or len(chain) > MOST_REDIRECTS:
                answer = Answer(here, error="loop", detail=f"{len(chain)} redirects")
            else:
                seen.add(state)
                answer = self._once(session, here, limit)
            place = answer.headers.get("location", "")
            if answer.status in REDIRECTS and not answer.error:
                chain.append((answer.status, here))
                there = self._target(here, place)
                if there:
                    here = there
                    continue
                answer = replace(
                    answer, error="bad-redirect", detail=f"Location is {place[:200]!r}"
                )
            return replace(answer, url=url, final_url=here, chain=tuple(chain))

    def _target(self, here: str, place: str) -> str:
        """The address a redirect names; empty if it names none that can be followed."""
        if not place:
            return ""
        with suppress(UnicodeError):  # the header's bytes were UTF-8
            place = place.encode("latin-1").decode("utf-8")
        if self._gateway and place.startswith(self._gateway + "/"):
            place = "https://" + place.removeprefix(self._gateway + "/")
        try:
            there = urljoin(here, place)
            parts = urlsplit(there)
            _ = parts.port
        except ValueError:
            return ""
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return ""
        if not parts.fragment and urlsplit(here).fragment:  # RFC 9110, 10.2.2
            there += "#" + urlsplit(here).fragment
        return there

    def _once(self, session: requests.Session, url: str, limit: int) -> Answer:
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname or "", parts.port
        except ValueError as fault:
            return Answer(url, error="bad-url", detail=str(fault))
        if parts.scheme not in ("http", "https") or not host:
            return Answer(url, error="bad-url", detail="not an http or https address")
        if host == "invalid" or host.endswith(".invalid"):  # RFC 6761, 6.4: never looked up
            return Answer(url, error="dns", detail=f"{host} can be no host")
        local = is_loopback(host)
        address = url
        headers = {}
        if self._gateway and not local:
            headers["X-Forwarded-Proto"] = parts.scheme
            rest = parts._replace(scheme="", netloc="", fragment="").geturl()
            address = f"{self._gateway}/{parts.netloc}{'' if rest[:1] == '/' else '/'}{rest}"
        with self._turn(url) as mine:
            left = self._left()
            if not mine or left <= 0:
                return Answer(url, error="deadline", detail="the time of the run is over")
            direct = is_loopback(urlsplit(address).hostname or "")
            session.trust_env = not direct  # a proxy never stands before this machine
            seconds = min(2 * self._timeout, left)
            answer = self._ask(session, url, address, headers, limit, seconds)
            state = self._host(url)
            state.faults = state.faults + 1 if answer.error in TRANSIENT else 0
            return answer

    def _ask(
        self,
        session: requests.Session,
        url: str,
        address: str,
        headers: dict[str, str],
        limit: int,
        seconds: float,
    ) -> Answer:
        answer = Answer(url)
        body = bytearray()
        wait = min(self._timeout, seconds)
        with _Watch(seconds) as watch:
            with self._lock:
                self._open.add(watch)
            try:
                with session.get(
                    address,
                    headers=headers,
                    timeout=(wait, wait),
                    stream=True,
                    allow_redirects=False,
                ) as response:
                    names = {name.lower(): value for name, value in response.headers.items()}
                    answer = replace(
                        answer, status=response.status_code, headers=MappingProxyType(names)
                    )
                    if answer.status not in REDIRECTS:
                        for piece in response.iter_content(1 << 14):
                            body += piece
                            if len(body) > limit:
                                break
            except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as fault:
                kind, detail = _kind(fault)
                answer = replace(answer, error=kind, detail=detail)
            except (ValueError, UnicodeError) as fault:  # an address that requests cannot write
                answer = replace(answer, error="bad-url", detail=str(fault))
            with self._lock:
                self._open.discard(watch)
            if self._stopped.is_set():
                answer = replace(answer, error="deadline", detail="the run was ended")
            elif watch.over:
                answer = replace(answer, error="timeout", detail=f"not done in {seconds:.1f} s")
        return replace(answer, body=bytes(body[:limit]), truncated=len(body) > limit)

    # -- pace -----------------------------------------------------------------------------------

    def _left(self) -> float:
        return 0.0 if self._stopped.is_set() else self._end - time.monotonic()

    def _sleep(self, seconds: float) -> bool:
        """Wait; False, at once, if the run would be over before."""
        return seconds < self._left() and not self._stopped.wait(seconds)

    def _host(self, url: str) -> _Host:
        with self._lock:
            return self._hosts[urlsplit(url).hostname or ""]

    @contextmanager
    def _turn(self, url: str) -> Iterator[bool]:
        """A place among the requests to a host, at its time; False if the run ends before."""
        state = self._host(url)
        if not state.gate.acquire(timeout=max(0.0, self._left())):
            yield False
            return
        try:
            with state.lock:
                start = max(time.monotonic(), state.next_start)
                state.next_start = start + self._interval
            pause = start - time.monotonic()
            yield pause <= 0 or self._sleep(pause)
        finally:
            state.gate.release()

    def _wait_as_told(self, answer: Answer) -> bool:
        """Wait before a busy host is asked again; False if it was waited for often enough."""
        asked = retry_after(answer.headers.get("retry-after", ""), time.time())
        pause = min(self._longest_wait, 2.0 if asked is None else asked)
        state = self._host(answer.final_url)
        with state.lock:  # the others wait as well
            state.waits -= 1
            if state.waits < 0:
                return False
            state.next_start = max(state.next_start, time.monotonic() + pause)
        return self._sleep(pause)


def _causes(fault: BaseException) -> Iterator[BaseException]:
    """A fault and everything it came from."""
    left: list[Any] = [fault]
    seen: set[int] = set()
    while left:
        one = left.pop(0)
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            yield one
            left += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]


def _is(*types: type[BaseException]) -> Callable[[BaseException], bool]:
    return lambda fault: isinstance(fault, types)


_KINDS: tuple[tuple[str, Callable[[BaseException], bool]], ...] = (
    (
        "bad-url",
        _is(
            requests.exceptions.InvalidURL,
            requests.exceptions.MissingSchema,
            requests.exceptions.InvalidSchema,
            urllib3.exceptions.LocationParseError,
        ),
    ),
    (
        "dns",
        lambda fault: isinstance(fault, socket.gaierror) and fault.errno in _NO_SUCH_NAME,
    ),
    ("resolver", _is(socket.gaierror)),
    ("tls", _is(ssl.SSLError, urllib3.exceptions.SSLError)),
    ("refused", _is(ConnectionRefusedError)),
    ("unreachable", lambda fault: isinstance(fault, OSError) and fault.errno in _NO_WAY),
    ("timeout", _is(TimeoutError, requests.Timeout, urllib3.exceptions.TimeoutError)),
    ("garbled", _is(urllib3.exceptions.DecodeError, requests.exceptions.ContentDecodingError)),
    (
        "dropped",
        _is(
            ConnectionError,
            urllib3.exceptions.ProtocolError,
            requests.exceptions.ChunkedEncodingError,
        ),
    ),
)


def _kind(fault: BaseException) -> tuple[str, str]:
    """The kind of a fault, and the words of what caused it."""
    causes = list(_causes(fault))
    for kind, fits in _KINDS:
        for cause in causes:
            if fits(cause):
                return kind, str(cause)[:300]
    return "network", str(fault)[:300]
