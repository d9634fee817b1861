/** For a fund's administrator: whether a group has confirmed what was entered for it, and the invitation to do so. */
import { formatInstant } from "#app/domain/kernel/time.ts";
import { Button, ButtonGroup, Form, Hidden, TextField } from "#app/ui/forms.tsx";
import { Details, Tag } from "#app/ui/show.tsx";
import type { Refused } from "#app/web/refused.ts";

interface Entered {
  confirmed_at: string | null;
  confirmed_by_name: string | null;
  joined: boolean;
  invited: string | null;
  invited_until: string | null;
  invitation_open: boolean | null;
}

export function EnteredPart({ entered, refused }: { entered: Entered | undefined; refused: Refused | undefined }) {
  if (!entered) return null;
  return (
    <>
      <h2>The group’s word</h2>
      {entered.confirmed_at ? <p>{`${entered.confirmed_by_name ?? "The group"} confirmed on ${formatInstant(new Date(entered.confirmed_at))} that this is what the group said.`}</p> : <Unconfirmed entered={entered} refused={refused} />}
    </>
  );
}

function Unconfirmed({ entered: { joined, invited, invited_until, invitation_open }, refused }: { entered: Entered; refused: Refused | undefined }) {
  return (
    <>
      <p><Tag colour="orange">Not confirmed by the group</Tag></p>
      {joined ? <p>Somebody of the group has joined and can confirm it.</p> : (
        <>
          <p className="ds_break-word">{invited === null ? "Nobody is invited." : invitation_open ? `${invited} is invited. The link works until ${formatInstant(new Date(invited_until!))}.` : `${invited} was invited. The link no longer works.`}</p>
          <Details summary="Invite again, or somebody else" open={refused?.errors["contact_email"] !== undefined}>
            <Form refused={refused}>
              <Hidden name="intent" value="invite-again" />
              <TextField name="contact_email" label="E-mail address of somebody in the group" value={invited ?? ""} type="email" autoComplete="off" />
              <ButtonGroup><Button secondary>Send the invitation</Button></ButtonGroup>
            </Form>
          </Details>
        </>
      )}
    </>
  );
}
