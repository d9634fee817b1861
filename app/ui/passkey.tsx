/** A form that a passkey answers. It shows itself only where the browser can do that; what stands beside it says so where not. */
import type { ReactNode } from "react";
import { paths } from "#app/paths.ts";
import passkeyScript from "./passkey-script.js?url&no-inline";
import { Button, Hidden } from "./forms.tsx";

/** What a route with such a form exports as its `handle`. */
export const withPasskeys = { module: passkeyScript };

interface PasskeyFormProps {
  purpose: "add" | "sign-in" | "prove";
  button: string;
  secondary?: boolean;
  children?: ReactNode;
}
export const PasskeyForm = ({ purpose, button, secondary = false, children }: PasskeyFormProps) => (
  // The design system's forms have a display of their own, which `hidden` on them would lose against.
  <div hidden>
    <form className="ds_form" method="post" noValidate data-passkey={purpose === "add" ? "create" : "get"} data-purpose={purpose} data-options={paths.passkeyOptions()}>
      <Hidden name="intent" value="passkey" />
      <input type="hidden" name="response" defaultValue="" />
      {children}
      <p role="status"></p>
      <Button secondary={secondary}>{button}</Button>
    </form>
  </div>
);

/** Said where the browser can't: without JavaScript, or too old. */
export const WithoutPasskeys = ({ children }: { children: ReactNode }) => <div data-passkey-without="">{children}</div>;
