/** Which addresses anyone may see and the cache may keep: no script, nothing about who is signed in. A test compares this with routes/public. */
const publicPaths: readonly RegExp[] = [
  /^\/$/,
  /^\/funds(\/[^/]+)?$/,
  /^\/rounds\/[^/]+(\/[^/]+(\/(questions|check))?)?$/,
  /^\/awards(\/[^/]+)?$/,
  /^\/figures(\/award-counts)?$/,
  /^\/strategy(\/(priorities|actions)\/[^/]+)?$/,
  /^\/(about|accessibility|privacy|cookies)$/,
];

export const isPublicPath = (path: string): boolean => publicPaths.some((pattern) => pattern.test(path.length > 1 ? path.replace(/\/$/, "") : path));
