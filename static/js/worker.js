// Stands in where there is no connection: with one page, which says what is safe. All else is asked of the server as ever.
const KEPT = "off-line";
const PAGE = "/ngoai-tuyen/";

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

async function answerOf({ request, preloadResponse }) {
  try {
    return (await preloadResponse) ?? (await fetch(request));
  } catch {
    return anew(request).catch(async () => (await caches.match(PAGE)) ?? Response.error());
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
