// Words without accents, as they are typed in a hurry.
export const unmarked = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase().trim();
