/** What was changed between two copies of an application, for both sides. */
import type { ChangedAnswer } from "#app/domain/applications/change-request.server.ts";

export function Differences({ changed }: { changed: readonly ChangedAnswer[] }) {
  if (changed.length === 0) return <p>The answers were sent again as they were.</p>;
  return (
    <>
      {changed.map((one) => (
        <div key={one.question} className="app-two-texts">
          <h3 className="ds_h4">{one.title}</h3>
          <p><strong>Before</strong></p>
          <p className="app-as-typed">{one.before || "No answer"}</p>
          <p><strong>Now</strong></p>
          <p className="app-as-typed">{one.after || "No answer"}</p>
        </div>
      ))}
    </>
  );
}
