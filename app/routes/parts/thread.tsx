/** The thread between a group and its fund, and the form that adds to it: the same on both sides. */
import { Button, ButtonGroup, Form, TextArea } from "#app/ui/forms.tsx";
import { Timeline } from "#app/ui/show.tsx";
import type { Refused } from "#app/web/refused.ts";

export interface ThreadMessage {
  id: string;
  mine: boolean;
  who: string;
  at: string;
  text: string;
}

export function Thread({ messages, other, refused, mayWrite }: { messages: readonly ThreadMessage[]; other: string; refused: Refused | undefined; mayWrite: { allowed: boolean; because?: string } }) {
  return (
    <>
      {messages.length === 0 ? <p>Nobody has written yet.</p> : (
        <Timeline events={messages.map((message) => ({ title: message.mine ? "You wrote" : `${other} wrote`, at: message.at, who: message.who, children: <p className="app-as-typed">{message.text}</p> }))} />
      )}
      {mayWrite.allowed ? (
        <Form refused={refused}>
          <TextArea name="text" label="Your message" hint={`${other} gets an e-mail that there is something to read. What you write stays on this page.`} rows={5} limit={10_000} />
          <ButtonGroup><Button>Send the message</Button></ButtonGroup>
        </Form>
      ) : <p>{mayWrite.because}.</p>}
    </>
  );
}
