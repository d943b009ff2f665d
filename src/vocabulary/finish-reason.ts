/** Why an answer ended. The provider's own word stands beside it as `rawFinishReason`. */
export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'other'
