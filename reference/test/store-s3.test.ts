import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listFiles } from "../core/store.js";
import { type S3Store, s3Store } from "../s3/store-s3.js";
import { BUCKET, CREDENTIALS, noS3Server, type S3Server, startS3Server } from "./s3-server.js";
import { storeSuite } from "./store-suite.js";

let server: S3Server;
let number = 0;
beforeAll(async () => {
  if (noS3Server === undefined) server = await startS3Server();
});
afterAll(() => server?.stop());
beforeEach((context) => {
  if (noS3Server !== undefined) context.skip(noS3Server);
});

const client = { credentials: CREDENTIALS };
const newPrefix = () => `vaults/${++number}`;
const open = (prefix: string): S3Store => s3Store({ bucket: BUCKET, prefix, endpoint: server.endpoint, client });

storeSuite("a store in a bucket", async () => ({ store: open(newPrefix()) }));
