/** Text for XML files. Pure. */

const named: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };
/** Control characters and lone surrogates, which XML can't hold at all, are left out. */
const illegal = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

export const xml = (text: string): string => text.toWellFormed().replace(illegal, "").replace(/[&<>"']/g, (character) => named[character]!);
export const xmlHead = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
