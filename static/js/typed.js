// What somebody has typed into a form, without the files: those are sent on their own.
export function typed(form) {
  const data = new FormData(form);
  for (const [name, value] of [...data]) {
    if (value instanceof File) data.delete(name);
  }
  return data;
}
