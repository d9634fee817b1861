/** Asks once more before a file is taken away, on a page without script. */
import type { ReactNode } from "react";
import { Button, ButtonGroup, Form, Hidden } from "#app/ui/forms.tsx";
import { Warning } from "#app/ui/show.tsx";

/** @param field the name under which the file's key is sent @param keep where the page goes on when nothing is removed */
export function RemoveFile({ title, field, file, keep, children }: { title: string; field: string; file: { id: string; name: string }; keep: string; children: ReactNode }) {
  return (
    <section id="remove" aria-labelledby="remove-title">
      <h2 id="remove-title">{title}</h2>
      <Warning><span className="app-as-typed">{file.name}</span> {children}</Warning>
      <Form action={keep}>
        <Hidden name="intent" value="remove" />
        <Hidden name={field} value={file.id} />
        <ButtonGroup>
          <Button>Remove it</Button>
          <a href={keep}>Keep it</a>
        </ButtonGroup>
      </Form>
    </section>
  );
}
