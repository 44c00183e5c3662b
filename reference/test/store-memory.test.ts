import { createMemoryStore } from "../core/store-memory.js";
import { storeSuite } from "./store-suite.js";

storeSuite("a store in memory", async () => ({ store: createMemoryStore() }));
