/** What somebody typed before they found that they were signed out: kept in the page until it can be sent again. */
import { paths } from "#app/paths.ts";
import { Button, ButtonGroup, Form, Hidden } from "./forms.tsx";

interface SendAgainProps {
  to: string;
  fields: readonly (readonly [name: string, value: string])[];
}
export const SendAgain = ({ to, fields }: SendAgainProps) => (
  <>
    <ol>
      <li><a href={paths.signIn()} target="_blank" rel="noopener">Sign in, in a new tab</a></li>
      <li>Come back to this page and send what you typed</li>
    </ol>
    <Form action={to}>
      {fields.map(([name, value], index) => <Hidden key={index} name={name} value={value} />)}
      <ButtonGroup><Button>Send what I typed</Button></ButtonGroup>
    </Form>
  </>
);
