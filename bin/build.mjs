/** Builds the site when the sources have changed since the last build. */
import { prepare } from "./prepare.mjs";

prepare({ build: true });
