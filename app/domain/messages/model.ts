/** E-mails as plain text: what one consists of and what may stand in its headers. */

export interface NewMessage {
  to_email: string;
  to_person_id?: string | null;
  /** Which letter it is, such as "award.released": for lists and for the audit, never shown to the reader. */
  template: string;
  subject: string;
  /** Plain text. A line that is nothing but an address of this site ("/applications/…") is sent with PUBLIC_URL before it. */
  body: string;
  /** The same key twice is one message. It also makes the Message-ID, so that a mail sent twice is shown once. */
  dedupe_key: string;
}

/** One mailbox in ASCII and nothing else: no second address, no display name, no line end. RFC 5321 limits. */
const mailbox = /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+$/i;
export const isMailbox = (text: string): boolean => text.length <= 254 && mailbox.test(text);

const controls = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
/** A header of one line: a title that somebody typed may hold a line end, and a header may not. */
export const oneLine = (text: string): string => text.replace(controls, " ").trim();

const siteAddress = /^\/(?!\/)[\w/?&=.%~-]*$/;
/** Whether a line of a body is an address of this site alone. */
export const isSiteAddress = (line: string): boolean => siteAddress.test(line);

/** The body as it is sent: addresses of this site in full. */
export const withSiteAddresses = (body: string, publicUrl: string): string =>
  body.split("\n").map((line) => (isSiteAddress(line) ? `${publicUrl.replace(/\/$/, "")}${line}` : line)).join("\n");

/** The body without the secret of a link that signs somebody in or up. Kept after sending. */
export const withoutLinkSecrets = (body: string): string => body.replace(/\/account\/link\/[\w-]+/g, "/account/link/…");
