"""The server's answers: the page, its files, the result, an import, the decisions."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import Any, TypeVar

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from timeline.decisions import BrokenLogError, DecisionError, DecisionLog, FindingKey
from timeline.decisions.record import Basis
from timeline.errors import SHOWN, FaultyInputError, TimelineError
from timeline.result import Analysis, analyze
from timeline.schedules import MemoryFile, read_schedule
from timeline.views.room import check_rows as check_shown
from timeline.web.people import People
from timeline.web.planned import PlansOf, asked_in, bookings_of, planned
from timeline.web.proposals import answers_in, proposed
from timeline.web.results import Result, Results, bytes_of
from timeline.web.security import App, Gate, Guard
from timeline.web.uploads import Limits, RefusedUpload, check_rows, file_name, read_body
from timeline.web.worker import tell
from timeline.web.workers import BusyError, Workers

#: Longest body of a decision; one on many findings names them all.
_DECISION_BYTES = 200_000

#: Both are called in another process, so that they must be picklable.
Analyse = Callable[..., Analysis]
PayloadOf = Callable[[Analysis], Mapping[str, Any]]
Answers = tuple[int, ...]
Done = TypeVar("Done")
_PLAN_BYTES = 100_000
#: A search for plans, as the queue knows it: an import in another window of the same session goes on beside it.
_PLAN = "plan"
_FEWER_KEPT = "Keep fewer patients where they are."
_SHORTER = "Decide on fewer findings at once, with a shorter reason."


@dataclass(frozen=True, slots=True)
class Viewer:
    """The page.

    Parameters
    ----------
    page
        Gives the page's HTML, without data.
    payload
        Gives everything the page shows of an analysis, as JSON can hold it.
    assets
        File name -> type and bytes of the page's scripts and styles.
    first_payload
        The same as `payload`, of what is shown before anything is imported; None where it is no different.
    plans
        Searches for plans for the bookings of an analysis, moved by at most `move` minutes, those of the patients in
        `keep` not at all; gives what the page shows of them. None where it shows none.
    """

    page: Callable[[], str]
    payload: PayloadOf
    assets: Mapping[str, tuple[str, bytes]]
    first_payload: PayloadOf | None = None
    plans: PlansOf | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """What the server does.

    Parameters
    ----------
    viewer
        The page.
    analyse
        Turns a file's name and bytes into an analysis; called in another process, so that it must be picklable. With
        `answers`, the file is read as its proposal says.
    first
        What a new session sees before it imports anything.
    log
        Where decisions are recorded; None: nowhere.
    """

    viewer: Viewer
    analyse: Analyse
    first: Analysis | None = None
    log: DecisionLog | None = None
    limits: Limits = field(default_factory=Limits)


def create_app(service: Service, *, port: int, announce: Callable[[str], None]) -> App:
    """Build the server's application, behind its guard.

    Parameters
    ----------
    port
        Where it will listen: requests that name another address are refused.
    announce
        Called with the link that opens a session, and with the next one each time a link was used.
    """
    answers = _Answers(service)
    gate = Gate(port, announce)
    gate.open()
    routes = [
        Route("/", answers.home),
        Route("/favicon.ico", answers.icon),
        Route("/static/{name}", answers.static),
        Route("/api/result", answers.result),
        Route("/api/schedule", answers.import_schedule, methods=["PUT"]),
        Route("/api/schedule", answers.clear, methods=["DELETE"]),
        Route("/api/proposal", answers.propose, methods=["PUT"]),
        Route("/api/plan", answers.plan, methods=["POST"]),
        Route("/api/plan", answers.stop_plan, methods=["DELETE"]),
        Route("/api/progress", answers.progress),
        Route("/api/decisions", answers.decisions),
        Route("/api/decisions", answers.decide, methods=["POST"]),
    ]
    application = Starlette(routes=routes)
    application.router.redirect_slashes = False
    return Guard(application, port=port, gate=gate)


class _Answers:
    """The answers, and each session's result."""

    def __init__(self, service: Service) -> None:
        self.service, self.limits = service, service.limits
        payload_of = service.viewer.first_payload or service.viewer.payload
        first = _result(service.first, payload_of) if service.first is not None else None
        self.results = Results(self.limits.kept, first)
        self.uploading = asyncio.Semaphore(self.limits.running + self.limits.waiting)
        self.workers = Workers(self.limits.running, self.limits.waiting, seconds=self.limits.analysis_seconds)

    def seen_by(self, request: Request) -> Result | None:
        """Return the result that the session of a request sees."""
        return self.results.seen_by(request.state.session)

    async def home(self, request: Request) -> Response:
        """Answer with the page; it asks for its data itself."""
        return Response(self.service.viewer.page(), media_type="text/html")

    async def icon(self, request: Request) -> Response:
        """Answer that there is no icon, so that the browser's console shows no error."""
        return Response(status_code=204)

    async def static(self, request: Request) -> Response:
        """Answer with a file of the page; Plotly, which is large and holds no data, may be cached."""
        name = request.path_params["name"]
        if name not in self.service.viewer.assets:
            return _no(404, "There is no such file on this server.")
        kind, content = self.service.viewer.assets[name]
        kept = {"Cache-Control": "private, max-age=86400"} if name.startswith("plotly") else {}
        return Response(content, media_type=kind, headers=kept)

    async def result(self, request: Request) -> Response:
        """Answer with the session's result."""
        return self._let_go(request) or _payload(self.seen_by(request))

    def _let_go(self, request: Request) -> Response | None:
        """Answer whose result was let go; None where it was not."""
        if not self.results.was_let_go(request.state.session):
            return None
        return _no(410, "Others imported schedules meanwhile, and yours was let go. Import it again.")

    async def import_schedule(self, request: Request) -> Response:
        """Analyze the schedule in the body and show it to the session from now on.

        With `answers`, it is read as its proposal says, not as the server was told to read files.
        """
        viewer, analyse = self.service.viewer, self.service.analyse

        def work(name: str, content: bytes, answers: Answers | None) -> Callable[[], Result]:
            own = analyse if answers is None else partial(analyse, answers=answers)
            return partial(_analysed, own, viewer.payload, name, content)

        found = await self._done(request, work)
        if isinstance(found, Response):
            return found
        self.results.put(request.state.session, found)
        return _payload(found)

    async def propose(self, request: Request) -> Response:
        """Answer how the file in the body would be read, and what it leaves open; nothing is kept of it."""

        def work(name: str, content: bytes, answers: Answers | None) -> Callable[[], dict[str, Any]]:
            return partial(proposed, name, content, answers or ())

        found = await self._done(request, work)
        return found if isinstance(found, Response) else JSONResponse(found)

    async def _done(
        self, request: Request, work: Callable[[str, bytes, Answers | None], Callable[[], Done]]
    ) -> Done | Response:
        """Have work done on the file in the body, or answer why not."""
        limits = self.limits
        name = file_name(request.query_params.get("name", ""))
        try:
            answers = answers_in(request.query_params.get("answers"))
            async with self.uploading:
                content = await read_body(
                    request, limit=limits.bytes, seconds=limits.upload_seconds, drained=limits.drained
                )
            check_rows(content, limits.rows)
            doing = work(name, content, answers)
            del content
            return await self.workers.run(doing, request.state.session)
        except RefusedUpload as refused:
            return _no(refused.status, refused.told)
        except BusyError as busy:
            return _no(503, str(busy))
        except FaultyInputError as faulty:
            return _faults(faulty)
        except TimelineError as told:
            return _no(422, str(told))

    async def plan(self, request: Request) -> Response:
        """Search for plans for the session's bookings; nothing is kept of them, and nothing is changed."""
        if gone := self._let_go(request):
            return gone
        seen, plans = self.seen_by(request), self.service.viewer.plans
        if seen is None or seen.booked is None or plans is None:
            return _no(409, "Plans are for days that are only booked and shown whole. Import such a day.")
        try:
            sent = _object(await read_body(request, limit=_PLAN_BYTES, seconds=10, repair=_FEWER_KEPT))
            doing = partial(planned, plans, seen.booked, asked_in(sent, seen.inputs))
            return JSONResponse(await self.workers.run(doing, request.state.session, _PLAN))
        except RefusedUpload as refused:
            return _no(refused.status, refused.told)
        except BusyError as busy:
            return _no(503, str(busy))
        except TimelineError as told:
            return _no(422, str(told))

    async def stop_plan(self, request: Request) -> Response:
        """Stop a search for plans that is under way."""
        self.workers.stop(request.state.session, _PLAN)
        return Response(status_code=204)

    async def progress(self, request: Request) -> Response:
        """Answer where the session's import is, or with `of=plan` its search for plans.

        The answer says how many are before it, or what is being done, and for how long.
        """
        of = _PLAN if request.query_params.get("of") == _PLAN else "import"
        found = self.workers.progress(request.state.session, of)
        if found is None:
            return Response(status_code=204)
        return JSONResponse(asdict(found) | {"limit": self.limits.analysis_seconds})

    async def clear(self, request: Request) -> Response:
        """Drop the session's schedule, and stop an import or a search for plans that is under way."""
        self.workers.stop(request.state.session)
        self.workers.stop(request.state.session, _PLAN)
        self.results.put(request.state.session, None)
        return Response(status_code=204)

    async def decisions(self, request: Request) -> Response:
        """Answer with the decisions about the session's findings."""
        log, seen = self.service.log, self.seen_by(request)
        if log is None:
            return JSONResponse({"enabled": False, "decisions": []})
        records = await asyncio.to_thread(log.records, list(seen.findings) if seen else [])
        return JSONResponse({"enabled": log.check.ok, "decisions": records, "problems": list(log.check.problems)})

    async def decide(self, request: Request) -> Response:
        """Record a decision about one of the session's findings, or about several (`findings`) at once."""
        log, seen = self.service.log, self.seen_by(request)
        if log is None:
            return _no(409, "Decisions are not recorded: start the server with --log FILE.")
        if gone := self._let_go(request):
            return gone
        try:
            sent = _object(await read_body(request, limit=_DECISION_BYTES, seconds=10, repair=_SHORTER))
        except RefusedUpload as refused:
            return _no(refused.status, refused.told)
        bulk = isinstance(sent.get("findings"), list)
        wanted = sent["findings"] if bulk else [sent.get("finding")]
        findings = [found for each in wanted if seen and (found := seen.findings.get(str(each)))]
        if seen is None or not findings or len(findings) != len(wanted):
            return _no(409, "The schedule no longer has this finding. Reload the page.")
        if seen.people.named_in(str(sent.get("reason"))):
            return _no(422, "reason: it names a patient or a provider. The log holds no names; leave them out.")
        try:
            basis = Basis(seen.inputs, seen.manifest, _known_as(request.state.session))
            records = await asyncio.to_thread(log.append_all, findings, sent, basis)
            return JSONResponse({"decisions": records} if bulk else records[0])
        except DecisionError as wrong:
            return _no(422, str(wrong))
        except (BrokenLogError, FaultyInputError) as broken:
            return _no(409, str(broken))


def _known_as(session: str) -> str:
    """Name a session in the log without giving away the cookie that opens it."""
    return hashlib.sha256(session.encode()).hexdigest()[:12]


def _analysed(analyse: Analyse, payload_of: PayloadOf, name: str, sent: bytes) -> Result:
    tell("Reading and analyzing")
    return _result(analyse(name, sent), payload_of)


def tried(payload_of: PayloadOf) -> None:
    """Analyze two rows, which loads everything that an analysis needs."""
    row = b"2026-03-02 10:%d,2026-03-02 10:%d,P%d,PT1,PT,97110\n"
    content = b"start,end,patient,provider,role,code\n" + row % (10, 40, 1) + row % (30, 50, 2)
    payload_of(analyze(read_schedule(MemoryFile("schedule.csv", content))))


def _result(analysis: Analysis, payload_of: PayloadOf) -> Result:
    # Findings of what no page shows would be worked out for nothing.
    check_shown(analysis)
    tell("Looking for findings")
    _ = analysis.finding_list
    tell("Preparing the page")
    payload = json.dumps(payload_of(analysis), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    findings = {each.id: FindingKey(each.id, each.rule.id, each.date, each.cause) for each in analysis.finding_list}
    inputs, people = tuple(each.sha256 for each in analysis.schedule.inputs), People(analysis.schedule.interval_table)
    return Result(
        payload=payload.encode(errors="replace"),
        findings=findings,
        inputs=inputs,
        manifest=analysis.manifest,
        people=people,
        booked=bookings_of(analysis),
        rest=bytes_of((findings, inputs, analysis.manifest, people)),
    )


def _payload(result: Result | None) -> Response:
    if result is None:
        return Response(status_code=204)
    return Response(result.payload, media_type="application/json")


def _faults(faulty: FaultyInputError) -> Response:
    shown = [asdict(fault) for fault in faulty.fault_list[:SHOWN]]
    return JSONResponse({"faults": shown, "count": len(faulty.fault_list)}, 422)


def _object(body: bytes) -> dict[str, Any]:
    """Read a JSON object; anything else is an empty one."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _no(status: int, told: str) -> Response:
    """Refuse with a message in JSON; a connection whose body was not read to its end is closed."""
    closing = {"Connection": "close"} if status in (400, 408, 413) else {}
    return JSONResponse({"error": told}, status, headers=closing)
