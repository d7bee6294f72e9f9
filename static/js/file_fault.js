// What would not be taken of a file, before it is sent.

// As files.file_size says it once the file is there.
export function fileSize(bytes) {
  if (bytes < 999_500) return `${Math.max(Math.min(bytes, 1), Math.round(bytes / 1e3))} kB`;
  return `${String(Math.round(bytes / 1e5) / 10).replace(".", ",")} MB`;
}

// As files.refuse_unseen judges it, in its words: nothing is sent of what would not be taken.
export function faultOf(file, common) {
  const ending = file.name.replace(/[ .]+$/, "").split(".").at(-1).toLowerCase();
  let fault = common.endings.split(",").includes(ending) ? "" : common.otherKind;
  if (file.size > Number(common.maxBytes)) fault = common.tooLarge;
  if (/^(audio|video)\//.test(file.type)) fault = common.film;
  if (!file.size) fault = common.empty;
  const kinds = common.endings.toUpperCase().split(",").join(", ");
  return fault.replace("{size}", fileSize(file.size)).replace("{kinds}", kinds).replace("{name}", () => file.name);
}
