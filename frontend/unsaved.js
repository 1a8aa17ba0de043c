// Keeps what is typed into a long form on the server while it is typed, as this worker's own, until it is saved.
// The page works the same without it. Nothing is kept in the browser itself: a shared machine forgets.
const PAUSE = 2000; // after the last key
const LONGEST = 15000; // while somebody types on and on
const AGAIN = 30000; // when the server cannot be reached, or asks for a sign-in
const HEADER = "X-Accord-Unsaved";

for (const pass of document.querySelectorAll("[data-unsaved-address]")) follow(pass.form, pass.dataset.unsavedAddress);

function follow(form, address) {
  const status = form.querySelector("[data-unsaved-says]");
  const written = () => new URLSearchParams(new FormData(form)).toString();
  let kept = written(), waiting = null, since = null, sending = null, over = false;

  const says = (words) => { if (status.textContent !== words) status.textContent = words; };
  const later = (time) => { clearTimeout(waiting); waiting = setTimeout(keep, time); };

  async function token() {
    const answer = await fetch(address, { headers: { [HEADER]: "token" }, redirect: "manual", cache: "no-store" });
    if (answer.ok) form.elements.csrfmiddlewaretoken.value = (await answer.json()).token;
    return answer.ok;
  }

  async function send(once) {
    sending = new AbortController();
    const body = new URLSearchParams(new FormData(form));
    const typed = body.toString();
    const answer = await fetch(address, {
      method: "POST", body, headers: { [HEADER]: "keep" }, redirect: "manual", cache: "no-store", signal: sending.signal,
      keepalive: typed.length < 60000,
    });
    if (answer.type === "opaqueredirect") {
      says("You are signed out. What you typed is still on this page, and not kept. Sign in again in another tab, and it is kept from there on.");
      return later(AGAIN);
    }
    if (answer.status === 403 && !once && (await token())) return send(true);
    if (answer.ok) kept = typed;
    if (answer.headers.get("Content-Type")?.startsWith("application/json")) says((await answer.json()).said);
    else if (answer.status >= 500) { says("What you typed could not be kept just now. It is still on this page. This is tried again."); return later(AGAIN); }
    else { says("This can no longer be kept: you may not write here any more. Copy what you need before you leave the page."); over = true; }
  }

  async function keep() {
    clearTimeout(waiting);
    waiting = since = null;
    if (over || sending || written() === kept) return;
    try {
      await send(false);
    } catch (problem) {
      if (problem.name !== "AbortError" && !over) {
        says("The connection is away. What you typed is still on this page, and is kept once the connection is back.");
        later(AGAIN);
      }
    } finally {
      sending = null;
      if (!over && !waiting && written() !== kept) later(PAUSE);
    }
  }

  const changed = () => {
    if (over) return;
    since ??= Date.now();
    later(Math.max(0, Math.min(PAUSE, since + LONGEST - Date.now())));
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => { over = true; clearTimeout(waiting); sending?.abort(); });
  document.addEventListener("visibilitychange", () => keep());
  window.addEventListener("online", () => keep());
  window.addEventListener("focus", () => keep());
  window.addEventListener("pageshow", (event) => { if (event.persisted) over = false; });
}
