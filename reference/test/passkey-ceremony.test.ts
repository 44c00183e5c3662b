/** What holds for every ceremony with a passkey, and how each failure is named. */
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { concat } from "../core/bytes.js";
import { enrollPasskey, type PasskeyFailureReason, passkeySecret, unlockWithPasskey } from "../passkey/index.js";
import {
  enroll,
  expectFailure,
  failureOf,
  input,
  otherInput,
  rp,
  rpIds,
  user,
  vaultWith,
} from "./passkey-ceremony-helpers.js";
import {
  type Change,
  changeFirst,
  clearFlag,
  corrupted,
  fakeCredentials,
  onlyPrf,
  RP_ID,
  refuse,
  stranger,
  UV,
} from "./passkey-ceremony-support.js";
import { provider } from "./vault-helpers.js";

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("every ceremony", () => {
  it("passkey-uv-flag: refuses an assertion without it", async () => {
    const unverified = { get: clearFlag(UV) };
    await expectFailure(enroll(fakeCredentials(unverified)), "no-user-verification");
    const browser = fakeCredentials();
    const { store } = await vaultWith(browser);
    const later = fakeCredentials(unverified, browser.authenticator);
    await expectFailure(unlockWithPasskey(store, { rpIds, credentials: later, provider }), "no-user-verification");
  });

  it("use-credential-id: refuses a passkey that was not asked for, and one of another relying party", async () => {
    await expectFailure(enroll(fakeCredentials({ get: stranger })), "wrong-credential");
    const elsewhere: Change = (answer) => {
      answer.rpId = "other.example";
    };
    await expectFailure(enroll(fakeCredentials({ get: elsewhere })), "wrong-credential");
  });

  it("prf-output-forms: takes the output as a buffer, a view or a list, wherever the view begins", async () => {
    const forms: ((bytes: Uint8Array) => unknown)[] = [
      (bytes) => bytes.slice().buffer,
      (bytes) => bytes,
      (bytes) => [...bytes],
      (bytes) => concat(new Uint8Array(5), bytes, new Uint8Array(3)).subarray(5, 37),
      (bytes) => new DataView(concat(new Uint8Array(5), bytes).buffer, 5),
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...forms), fc.constantFrom(...forms), async (atCreate, atGet) => {
        const browser = fakeCredentials({ create: changeFirst(atCreate), get: changeFirst(atGet) });
        const { secret } = await enroll(browser);
        expect(await secret.prf(input)).toEqual(browser.authenticator.getPrf(secret.credentialId, RP_ID, input));
      }),
      { numRuns: 25 },
    );
  });

  it.each([0, 31, 33, 64])("prf-output-length, prf-output-missing: an output of %i bytes is none", async (length) => {
    const browser = fakeCredentials({ get: changeFirst(() => new ArrayBuffer(length)) });
    await expectFailure(enroll(browser), "no-prf");
    const whole = fakeCredentials();
    const { store } = await vaultWith(whole);
    const later = fakeCredentials({ get: changeFirst(() => new Array(length).fill(7)) }, whole.authenticator);
    await expectFailure(unlockWithPasskey(store, { rpIds, credentials: later, provider }), "no-prf");
  });

  it("prf-output-first, passkey-not-authdata: neither the second output nor the authenticator data stands in", async () => {
    const browser = fakeCredentials({
      get: ({ prf }) => {
        prf!.results = { second: prf!.results!.first };
      },
    });
    await expectFailure(enroll(browser), "no-prf");
  });

  it("passkey-output-stays: overwrites what the browser handed out, and shows nothing in a copy or as JSON", async () => {
    const forms: ((bytes: Uint8Array) => unknown)[] = [
      (bytes) => bytes.buffer,
      (bytes) => bytes,
      (bytes) => [...bytes],
    ];
    for (const form of forms) {
      const browser = fakeCredentials({ create: changeFirst(form), get: changeFirst(form) });
      const enrolled = await enroll(browser);
      const secret = passkeySecret({ rpIds, credentials: browser, nextInput: otherInput });
      await secret.ask(input, [enrolled.passkey as Parameters<typeof secret.ask>[1][number]]);
      expect(browser.answered).toHaveLength(3);
      for (const credential of browser.answered) {
        for (const result of Object.values(credential.getClientExtensionResults().prf!.results!)) {
          expect(new Uint8Array(result as ArrayBuffer)).toEqual(new Uint8Array(32));
        }
        expect(Object.values(credential.toJSON()).join("")).toMatch(/^(A+=)*$/);
      }
      const { credentialId } = enrolled.secret;
      const output = browser.authenticator.getPrf(credentialId, RP_ID, input);
      for (const shown of [enrolled, secret]) {
        const written = JSON.stringify(shown, (_, value) => (value instanceof Uint8Array ? [...value] : value));
        expect(written).not.toContain([...output].join(","));
        expect(() => structuredClone(shown)).toThrow(expect.objectContaining({ name: "DataCloneError" }));
      }
    }
  });

  it("errors hold no output", async () => {
    const browser = fakeCredentials({ get: changeFirst(corrupted) });
    const error = await expectFailure(enroll(browser), "outputs-differ");
    expect(error.details).toEqual({ reason: "outputs-differ", offer: "another-passkey", step: "compare" });
    expect(error.cause).toBeUndefined();
  });

  const thrown: [name: string, atCreate: PasskeyFailureReason, atGet: PasskeyFailureReason][] = [
    ["NotAllowedError", "cancelled-or-missing", "cancelled-or-missing"],
    ["TimeoutError", "timed-out", "timed-out"],
    ["AbortError", "aborted", "aborted"],
    ["OperationError", "busy", "busy"],
    ["InvalidStateError", "already-enrolled", "failed"],
    ["SecurityError", "wrong-address", "wrong-address"],
    ["NotSupportedError", "not-supported", "not-supported"],
    ["ConstraintError", "no-user-verification", "no-user-verification"],
    ["UnknownError", "failed", "failed"],
    ["DataError", "failed", "failed"],
    ["constructor", "failed", "failed"],
  ];
  it.each(thrown)("names what %s means", async (name, atCreate, atGet) => {
    const cause = new DOMException("told by the browser", name);
    expect((await expectFailure(enroll(fakeCredentials({ create: refuse(cause) })), atCreate)).cause).toBe(cause);
    const error = await expectFailure(enroll(fakeCredentials({ get: refuse(cause) })), atGet);
    expect(error.cause).toBe(cause);
    expect(error.message).not.toContain("told by the browser");
  });

  it.each([undefined, null, "no", 7, new TypeError("an extension's mistake"), { name: 3 }])(
    "names as failed whatever else is thrown: %s",
    async (thrown) => {
      await expectFailure(enroll(fakeCredentials({ create: refuse(thrown) })), "failed");
    },
  );

  it("takes a browser that answers nothing, or something strange, for a failure", async () => {
    const browser = fakeCredentials();
    const answering = (answer: unknown): CredentialsContainer => ({
      ...browser,
      get: async () => answer as Credential,
    });
    await expectFailure(enroll(answering(null)), "cancelled-or-missing");
    await expectFailure(enroll(answering({})), "failed");
    const results = { getClientExtensionResults: () => ({}) };
    await expectFailure(enroll(answering(results)), "wrong-credential");
  });

  it("says what is missing where there are no passkeys", async () => {
    const { credentials: _, ...options } = { rp, user, input, existing: [], credentials: undefined };
    vi.stubGlobal("navigator", {});
    await expectFailure(enrollPasskey(options), "not-supported");
    vi.stubGlobal("navigator", { credentials: fakeCredentials() });
    await expectFailure(enrollPasskey(options), "not-supported");
    vi.stubGlobal("PublicKeyCredential", class {});
    expect((await enrollPasskey(options)).passkey.rpId).toBe(RP_ID);
    vi.stubGlobal("isSecureContext", false);
    const error = await expectFailure(enrollPasskey(options), "insecure-context");
    expect(error.message).toContain("https");
  });

  it.each(["create", "confirm", "compare"] as const)(
    "ends with the caller's reason while it asks to %s",
    async (at) => {
      const reason = { stopped: "by the person" };
      const abort = new AbortController();
      const hang = () => {
        abort.abort(reason);
        return new Promise(() => {});
      };
      const browser = fakeCredentials({
        create: (answer) => {
          delete answer.prf!.results;
          return at === "create" && hang();
        },
        get: (_, nth) => nth === (at === "confirm" ? 1 : 2) && hang(),
      });
      expect(await failureOf(enroll(browser, { signal: abort.signal }))).toBe(reason);
      const beforeDialog = () => expect.unreachable("there is no dialog");
      expect(await failureOf(enroll(browser, { signal: abort.signal, beforeDialog }))).toBe(reason);
      expect(browser.creates).toHaveLength(1);
    },
  );

  it("ends in time even if the browser ignores both, and overwrites what comes late", async () => {
    const honest = fakeCredentials();
    let answer: (credential: Credential) => void = () => {};
    const deaf: CredentialsContainer = {
      ...honest,
      get: () => new Promise<Credential>((resolve) => (answer = resolve)),
    };
    const error = await expectFailure(enroll(deaf, { timeoutMs: 30 }), "timed-out");
    expect(error.details).toMatchObject({ offer: "try-again", step: "confirm" });
    const late = new Uint8Array(32).fill(9);
    const results = { prf: { results: { first: late } } };
    answer({ getClientExtensionResults: () => results } as unknown as Credential);
    await vi.waitFor(() => expect(late).toEqual(new Uint8Array(32)));
    // The next one is not refused for it.
    expect((await enroll({ ...deaf, get: honest.get })).passkey.rpId).toBe(RP_ID);
  });

  it("knows a timeout whatever the browser makes of it", async () => {
    const browser = fakeCredentials();
    const create: CredentialsContainer["create"] = (options) =>
      new Promise((_, reject) => {
        options!.signal!.addEventListener("abort", () => reject(new DOMException("refused", "NotAllowedError")));
      });
    await expectFailure(enroll({ ...browser, create }, { timeoutMs: 30 }), "timed-out");
  });

  it("gives the browser more time than it takes itself, and none if the caller names none", async () => {
    const browser = fakeCredentials();
    await enroll(browser, { timeoutMs: 60_000 });
    await enroll(browser);
    expect(browser.creates[0]!.publicKey.timeout).toBeGreaterThan(60_000);
    expect(browser.gets[0]!.publicKey.timeout).toBeGreaterThan(60_000);
    expect([browser.creates[1]!, browser.gets[1]!]).toMatchObject([{ signal: undefined }, { signal: undefined }]);
    expect(browser.creates[1]!.publicKey).not.toHaveProperty("timeout");
  });

  it("shows one dialog at a time", async () => {
    const browser = fakeCredentials();
    const first = enroll(browser);
    await expectFailure(enroll(browser), "busy");
    expect((await first).passkey.rpId).toBe(RP_ID);
    expect(browser.creates).toHaveLength(1);
  });

  it("tells the program before each dialog, and waits for it", async () => {
    const browser = fakeCredentials({ create: onlyPrf({ enabled: true }) });
    const log: string[] = [];
    await enroll(browser, {
      beforeDialog: async (step) => {
        await Promise.resolve();
        log.push(`${step} after ${browser.creates.length + browser.gets.length}`);
      },
    });
    expect(log).toEqual(["create after 0", "confirm after 1", "compare after 2"]);
    const stop = new Error("closed");
    const refused = enroll(browser, { beforeDialog: () => Promise.reject(stop) });
    expect(await failureOf(refused)).toBe(stop);
    expect(browser.creates).toHaveLength(1);
  });
});
