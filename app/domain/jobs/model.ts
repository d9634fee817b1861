/** Which jobs there are and what each carries: ids only, never a person's words. */
export interface JobPayloads {
  "send-message": { message_id: string };
  "send-reset-link": { email: string };
  "send-sign-in-link": { email: string; next: string };
  "remove-expired": Record<string, never>;
  "release-publications": Record<string, never>;
  "lapse-offers": Record<string, never>;
  "mend-list": Record<string, never>;
  "sweep-files": Record<string, never>;
  "remind-of-deadlines": Record<string, never>;
  "tell-of-extension": { extension_id: string };
  "scan-file": { file_id: string };
  "scan-waiting": Record<string, never>;
}
export type JobName = keyof JobPayloads;

/** What a job is tried, at growing distances from a second to some hours: about three days in all. */
export const attempts = 25;
