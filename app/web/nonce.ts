/** The value that allows this response's own scripts; undefined in the browser, where it is no longer needed. */
import { createContext } from "react";
export const NonceContext = createContext<string | undefined>(undefined);
