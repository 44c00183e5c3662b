import { expose } from "comlink";
import { createEngine } from "./engine.js";
import { prepareWire } from "./wire.js";

prepareWire();
expose(createEngine());
