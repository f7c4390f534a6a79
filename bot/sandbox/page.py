"""The web page of the local workspace: `/` whole, and the pieces of it that its JavaScript asks for again."""

from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.clock import MovableClock
from bot.sandbox.manifest import read_manifest
from bot.sandbox.page_data import Place, Viewer
from bot.sandbox.people import BOT_USER_ID
from bot.sandbox.render_message import fill, home_html, message_html, modal_html
from bot.sandbox.workspace import Workspace

NAME = "Sandbox workspace"
# Everything comes from this server, and nothing that is written in the page itself can run.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def page_routes(workspace: Workspace) -> list[BaseRoute]:
    """Return the routes of the page: `/` and everything under `/page`."""
    page = Page(workspace)
    static = StaticFiles(directory=Path(__file__).parent / "static")
    return [
        Route("/", page.whole),
        Route("/page/messages", page.messages),
        Route("/page/message", page.message),
        Route("/page/thread", page.thread),
        Route("/page/home", page.home),
        Route("/page/views", page.views),
        Route("/page/shortcuts", page.shortcuts),
        Route("/page/files/{file}", page.file),
        Mount("/page/static", static),
    ]


class Page:
    """Answers the page's requests from the workspace's state."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    async def whole(self, request: Request) -> Response:
        """Return the page as one person sees one channel, or a tab of the app."""
        query = request.query_params
        viewer = Viewer(self.workspace, query.get("as"))
        place = viewer.place(query.get("channel"), query.get("app"))
        thread_ts = query.get("thread")
        thread = self._thread(viewer, place.channel, thread_ts) if thread_ts and place.channel else None
        return _html(
            fill(
                "page.html",
                workspace=NAME,
                viewer=viewer.person,
                people=viewer.people,
                bot=self.workspace.people[BOT_USER_ID],
                direct=viewer.direct.id,
                channels=viewer.channels,
                place=place,
                now=self.workspace.clock.now(),
                movable=isinstance(self.workspace.clock, MovableClock),
                messages=self._messages(viewer, place, query.get("message")),
                home=self._home(viewer),
                thread=thread,
                thread_ts=thread_ts if thread else None,
            )
        )

    async def messages(self, request: Request) -> Response:
        """Return the latest messages of `channel`, all since `from` if that is given; or those before `before`."""
        query = request.query_params
        stretch = self._viewer(request).stretch(query.get("channel", ""), query.get("before"), query.get("from"))
        return _html(fill("messages.html", entries=stretch.entries, earlier=stretch.earlier))

    async def message(self, request: Request) -> Response:
        """Return the message `ts` of `channel`, in the list of the thread `thread` if that is given; 204 if gone."""
        query = request.query_params
        shown = self._viewer(request).message(query.get("channel", ""), query.get("ts", ""), query.get("thread"))
        return _html(message_html(shown)) if shown else _gone()

    async def thread(self, request: Request) -> Response:
        """Return the side panel for the thread `thread` of `channel`; 204 if there is none to be seen."""
        query = request.query_params
        drawn = self._thread(self._viewer(request), query.get("channel", ""), query.get("thread", ""))
        return _html(drawn) if drawn else _gone()

    async def home(self, request: Request) -> Response:
        """Return the App Home's content."""
        return _html(self._home(self._viewer(request)))

    async def views(self, request: Request) -> Response:
        """Return the person's open modals, the top one last."""
        viewer = self._viewer(request)
        scene = viewer.scene()
        stack = self.workspace.views.stack(viewer.person.id)
        return _html(Markup("").join(modal_html(view, scene, depth) for depth, view in enumerate(stack)))

    async def shortcuts(self, _request: Request) -> Response:
        """Return the items of a message's menu: the app's message shortcuts."""
        known = read_manifest(self.workspace.options.manifest).shortcuts or ()
        shortcuts = [shortcut for shortcut in known if shortcut.on_message]
        return _html(fill("shortcuts.html", shortcuts=shortcuts, bot=self.workspace.people[BOT_USER_ID].name))

    async def file(self, request: Request) -> Response:
        """Return an image that was uploaded, or another file that the person may save; 404 for anything else."""
        file = self.workspace.files.get(request.path_params["file"])
        if file and file.content is not None and file.is_image:
            return Response(file.content, media_type=file.mimetype, headers=HEADERS)
        if file and self._viewer(request).may_save(file):
            saved = {"Content-Disposition": f"attachment; filename*=utf-8''{quote(file.name)}"}
            return Response(file.content, media_type=file.mimetype, headers=HEADERS | saved)
        return Response("There is no such file.", 404, headers=HEADERS)

    def _viewer(self, request: Request) -> Viewer:
        return Viewer(self.workspace, request.query_params.get("as"))

    def _messages(self, viewer: Viewer, place: Place, down_to: str | None) -> Markup:
        if place.channel is None:
            return Markup("")
        stretch = viewer.stretch(place.channel, down_to=down_to)
        return fill("messages.html", entries=stretch.entries, earlier=stretch.earlier)

    def _home(self, viewer: Viewer) -> Markup:
        return home_html(self.workspace.views.home(viewer.person.id), viewer.scene())

    def _thread(self, viewer: Viewer, channel_id: str, thread_ts: str) -> Markup | None:
        entries = viewer.thread(channel_id, thread_ts)
        if not entries:
            return None
        channel = self.workspace.channels[channel_id]
        return fill(
            "thread.html",
            entries=entries,
            count=len(entries) - 1,
            place=viewer.place(channel_id, None).title,
            channel=channel.id,
            thread_ts=thread_ts,
            writable=viewer.can_write(channel_id),
        )


def _html(content: Markup) -> Response:
    return HTMLResponse(content, headers=HEADERS)


def _gone() -> Response:
    # Not 404: to find nothing is an ordinary answer here, which a browser's console need not complain of.
    return Response(status_code=204, headers=HEADERS)
