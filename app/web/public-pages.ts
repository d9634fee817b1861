/** Which addresses anyone may see and the cache may keep: no script, nothing about who is signed in. A test compares this with routes/public. */
const publicPaths: readonly RegExp[] = [
  /^\/$/,
  /^\/find-a-fund$/,
  /^\/funds(\/[^/]+)?$/,
  /^\/rounds\/[^/]+(\/[^/]+(\/(questions|check|easy-read))?)?$/,
  // Not the other forms of an award: LG-….jsonld
  /^\/awards(\/[^/.]+)?$/,
  /^\/figures(\/(award-counts|explore))?$/,
  /^\/publications(\/[^/]+)?$/,
  /^\/release-calendar$/,
  /^\/strategy(\/(priorities|actions)\/[^/]+|\/easy-read(\/[^/]+)?)?$/,
  /^\/(open-data|about|accessibility|privacy|cookies)$/,
];

export const isPublicPath = (path: string): boolean => publicPaths.some((pattern) => pattern.test(path.length > 1 ? path.replace(/\/$/, "") : path));
