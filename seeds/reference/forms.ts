/** The forms that are published with the reference data. */
import type { FormDefinition } from "#app/domain/forms/model.ts";
import { communitiesApplication } from "../forms/communities-application.ts";
import { communitiesShort } from "../forms/communities-short.ts";
import { grantReturn } from "../forms/grant-return.ts";
import { perinatalApplication } from "../forms/perinatal-application.ts";

export const formDefinitions: readonly FormDefinition[] = [communitiesShort, communitiesApplication, perinatalApplication, grantReturn];
