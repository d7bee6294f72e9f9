// The client that sends files by parts, and what its server answers.
export const CONFLICT = 409;

// Whether what went wrong may go right in a moment: nobody answers, or another part is being written. A sentence stays true.
export function passes(answer) {
  const status = answer?.getStatus() ?? 0;
  return !status || (!answer.getBody() && (status >= 500 || status === CONFLICT));
}

// As a script and not as a module: a browser never asks again for a module that it could not get.
export const fetched = (address) => new Promise((resolve, reject) => {
  document.head.append(Object.assign(document.createElement("script"), { src: address, onload: resolve, onerror: reject }));
});
