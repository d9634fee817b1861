/** An authenticator in software (WebAuthn, ES256): what a telephone would answer, and what a forger would. */
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";
import type { RelyingParty } from "#app/domain/accounts/passkeys.ts";

const sha256 = (data: Buffer | string): Buffer => createHash("sha256").update(data).digest();
const userPresent = 0x01;
const userVerified = 0x04;
const synced = 0x18;
const attested = 0x40;

interface Options {
  challenge: string;
}
interface Forgery {
  /** Another site than the one the challenge came from. */
  origin?: string;
  rpId?: string;
  type?: string;
  crossOrigin?: boolean;
  /** The finger was not asked for. */
  verified?: boolean;
  /** The challenge the answer claims to be to. */
  challenge?: string;
  userHandle?: string;
  /** Signed by a key that is not the passkey's. */
  signer?: KeyObject;
}

export class Authenticator {
  private readonly keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  readonly id = randomBytes(16).toString("base64url");
  counter = 0;

  constructor(private readonly site: RelyingParty, private readonly userId: string, private readonly counts = true) {}

  private clientData(type: string, { challenge }: Options, forged: Forgery): Buffer {
    return Buffer.from(JSON.stringify({ type: forged.type ?? type, challenge: forged.challenge ?? challenge, origin: forged.origin ?? this.site.origin, crossOrigin: forged.crossOrigin ?? false }));
  }

  private authenticatorData(forged: Forgery, more = 0): Buffer {
    if (this.counts) this.counter += 1;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    const flags = userPresent | (forged.verified === false ? 0 : userVerified) | synced | more;
    return Buffer.concat([sha256(forged.rpId ?? this.site.id), Buffer.from([flags]), counter]);
  }

  /** What `navigator.credentials.create` would give. */
  create(options: Options, forged: Forgery = {}): string {
    const { x, y } = this.keys.publicKey.export({ format: "jwk" });
    const point = (value: string | undefined) => Buffer.from(value!, "base64url");
    const key = Buffer.concat([Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]), point(x), Buffer.from([0x22, 0x58, 0x20]), point(y)]);
    const id = Buffer.from(this.id, "base64url");
    const data = Buffer.concat([this.authenticatorData(forged, attested), Buffer.alloc(16), Buffer.from([0, id.length]), id, key]);
    const object = Buffer.concat([Buffer.from([0xa3, 0x63]), Buffer.from("fmt"), Buffer.from([0x64]), Buffer.from("none"), Buffer.from([0x67]), Buffer.from("attStmt"), Buffer.from([0xa0, 0x68]), Buffer.from("authData"), Buffer.from([0x58, data.length]), data]);
    return this.written({ clientDataJSON: this.clientData("webauthn.create", options, forged).toString("base64url"), attestationObject: object.toString("base64url"), transports: ["internal", "hybrid"] });
  }

  /** What `navigator.credentials.get` would give. */
  get(options: Options, forged: Forgery = {}): string {
    const client = this.clientData("webauthn.get", options, forged);
    const data = this.authenticatorData(forged);
    const signature = sign("sha256", Buffer.concat([data, sha256(client)]), forged.signer ?? this.keys.privateKey);
    return this.written({
      clientDataJSON: client.toString("base64url"), authenticatorData: data.toString("base64url"), signature: signature.toString("base64url"),
      userHandle: Buffer.from(forged.userHandle ?? this.userId).toString("base64url"),
    });
  }

  private written(response: object): string {
    return JSON.stringify({ id: this.id, rawId: this.id, type: "public-key", clientExtensionResults: {}, authenticatorAttachment: "platform", response });
  }
}

export const anotherKey = (): KeyObject => generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
