/** What the two rows on award counts ask: by focus group and council area, as a file that is made anew for every request. */
import type { Client } from "../client.ts";

export const question = "/figures/explore.csv?measure=awards&by=focus-group&then=area";

/** Milliseconds that one answer takes, over so many asked one after the other. */
export async function timeOfAnswer(client: Client, requests: number): Promise<number> {
  const from = performance.now();
  for (let request = 0; request < requests; request += 1) {
    const { status } = await client.get(question);
    if (status !== 200) throw new Error(`${question} was answered ${status}`);
  }
  return (performance.now() - from) / requests;
}
