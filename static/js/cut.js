// What is cut off in a cell is shown whole where the mouse rests on it; the page itself holds every word.
document.addEventListener("mouseover", ({ target }) => {
  const cell = target.closest?.(".clip");
  if (!cell) return;
  const isCut = [cell, ...cell.children].some((one) => one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight);
  if (isCut) cell.title = cell.innerText;
  else cell.removeAttribute("title");
});
