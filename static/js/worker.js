// Stands in where there is no connection: with one page, which says what is safe, and with the one that checks papers, once it was
// opened. All else is asked of the server as ever.
const KEPT = "off-line";
const PAGE = "/ngoai-tuyen/";
const CHECK = "/xac-minh/ngoai-mang/";

async function fill() {
  const cache = await caches.open(KEPT);
  const answer = await fetch(PAGE, { cache: "no-store" });
  if (!answer.ok) throw new Error(String(answer.status));
  const parts = [...(await answer.clone().text()).matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)].map(([, address]) => address);
  await cache.addAll(parts);
  await cache.put(PAGE, answer);
}

// Back to what a form was answered with: the browser has it no more and sends nothing again by itself. The page still comes.
const anew = ({ url, isHistoryNavigation }) => (isHistoryNavigation ? fetch(url, { redirect: "manual" }) : Promise.reject(new TypeError(url)));

const isCheck = ({ url }) => new URL(url).pathname === CHECK;

async function keepCheck(answer) {
  if (answer.ok) await (await caches.open(KEPT)).put(CHECK, answer);
}

async function standIn(request) {
  return (isCheck(request) && (await caches.match(CHECK))) || (await caches.match(PAGE)) || Response.error();
}

async function answerOf(event) {
  const { request, preloadResponse } = event;
  try {
    const answer = (await preloadResponse) ?? (await fetch(request));
    if (isCheck(request)) event.waitUntil(keepCheck(answer.clone()));
    return answer;
  } catch {
    return anew(request).catch(() => standIn(request));
  }
}

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(fill());
});

addEventListener("activate", (event) => event.waitUntil(registration.navigationPreload?.enable()));

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate") event.respondWith(answerOf(event));
  // The page's own parts, as far as no cache of the browser has them any more.
  else if (!navigator.onLine && new URL(request.url).pathname.startsWith("/static/")) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});
