//! Productions: what the parsers may read, alternative by alternative, and why they may refuse to read on.
//!
//! The table is written from the grammars in the headers of `parse` and `json`, one entry for each alternative that an
//! author of a text can choose. Left out: what only the size of a text makes (copies beyond the limit, which take a
//! million nodes), ids from annotations, which no case asks for, and names of either sort in the JSON form of schemas,
//! which only tools that translate schemas write.

use std::fmt;

/// Defines the productions with the words for them.
macro_rules! productions {
    ($($(#[$group:meta])* $name:ident $words:literal,)*) => {
        /// An alternative of a grammar that was read, or a reason why a text was refused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "the words beside each are its document")]
        pub enum Production {
            $($(#[$group])* $name,)*
        }

        impl Production {
            /// Every production, in the order of their declaration.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// What it is, for people.
            pub fn words(self) -> &'static str {
                match self {
                    $(Self::$name => $words,)*
                }
            }
        }
    };
}

productions! {
    // Tokens.
    LineComment "a comment that ends at a line feed",
    CommentToReturn "a comment that ends at a carriage return",
    Blank "a blank other than space and line feed",
    EscapeNewline "the escape \\n",
    EscapeReturn "the escape \\r",
    EscapeTab "the escape \\t",
    EscapeNul "the escape \\0",
    EscapeBackslash "an escaped backslash",
    EscapeApostrophe "an escaped apostrophe",
    EscapeQuote "an escaped quote",
    EscapeAscii "the escape \\xHH",
    EscapeUnicode "the escape \\u{H}",
    EscapeStar "an escaped star in a pattern",
    // Policies.
    Permit "permit",
    Forbid "forbid",
    AnnotationValue "an annotation with a value",
    AnnotationBare "an annotation without a value",
    PrincipalAny "principal",
    PrincipalEq "principal ==",
    PrincipalIn "principal in",
    PrincipalIs "principal is",
    PrincipalIsIn "principal is in",
    ResourceAny "resource",
    ResourceEq "resource ==",
    ResourceIn "resource in",
    ResourceIs "resource is",
    ResourceIsIn "resource is in",
    ScopeEntity "an entity in the scope",
    ScopeSlot "a slot in the scope",
    ScopeParentheses "parentheses in the scope",
    ScopeTrailingComma "a comma behind the scope",
    ActionAny "action",
    ActionEq "action ==",
    ActionIn "action in an entity",
    ActionInList "action in a list",
    ActionInNothing "action in an empty list",
    ActionTrailingComma "a comma behind the last action",
    NoClause "a policy without clauses",
    When "when",
    Unless "unless",
    // Expressions.
    If "if",
    Or "||",
    And "&&",
    Equal "==",
    NotEqual "!=",
    Less "<",
    LessOrEqual "<=",
    Greater ">",
    GreaterOrEqual ">=",
    In "in",
    HasIdentifier "has with an identifier",
    HasString "has with a string",
    HasPath "has with a path",
    Like "like",
    Is "is",
    IsIn "is in",
    Plus "+",
    Minus "binary -",
    Times "*",
    Not1 "one !",
    Not2 "two !",
    Not3 "three !",
    Not4 "four !",
    Neg1 "one -",
    Neg2 "two -",
    Neg3 "three -",
    Neg4 "four -",
    NegativeLiteral "a minus that belongs to an integer",
    Attribute "access by a dot",
    Index "access by brackets",
    CoreMethod "a method of the language",
    IsEmpty "isEmpty",
    ExtensionMethod "a method of an extension",
    Constructor "a function of an extension",
    EmptyList "a list of no expressions",
    OneElement "a list of one expression",
    Elements "a list of several expressions",
    ListTrailingComma "a comma behind the last expression",
    Integer "an integer",
    LeadingZero "an integer with leading zeros",
    String "a string",
    Parentheses "parentheses",
    Set "a set",
    EmptyRecord "a record without fields",
    RecordIdentifier "a field by an identifier",
    RecordString "a field by a string",
    RecordTrailingComma "a comma behind the last field",
    True "true",
    False "false",
    Principal "the variable principal",
    Action "the variable action",
    Resource "the variable resource",
    Context "the variable context",
    Entity "an entity",
    QualifiedEntity "an entity of a type in a namespace",
    // Schemas in Cedar syntax.
    Namespace "namespace",
    OutsideNamespace "a declaration outside any namespace",
    DeclarationAnnotation "an annotation of a declaration",
    EntityNames "several entity types at once",
    EntityParent "entity in one type",
    EntityParents "entity in a list",
    EntityRecord "entity with attributes",
    EntityEquals "entity with = before its attributes",
    EntityTags "entity with tags",
    EntityEnum "entity enum",
    ActionNames "several actions at once",
    ActionString "an action named by a string",
    ActionGroup "action in one group",
    ActionGroups "action in a list",
    GroupString "a group by a string",
    GroupIdentifier "a group by an identifier",
    GroupQualified "a group by its type",
    AppliesTo "appliesTo",
    AppliesToTrailingComma "a comma behind appliesTo's parts",
    ContextRecord "context as a record",
    ContextName "context by a name",
    ActionAttributes "attributes {} of an action",
    CommonType "type",
    TypeName "a type by its name",
    QualifiedTypeName "a type by its name in a namespace",
    SetType "a type Set",
    RecordType "a record type",
    AttributeIdentifier "an attribute by an identifier",
    AttributeString "an attribute by a string",
    AttributeOptional "an optional attribute",
    AttributeAnnotation "an annotation of an attribute",
    AttributeTrailingComma "a comma behind the last attribute",
    // Schemas in JSON.
    JsonCommonType "commonTypes",
    JsonEntityType "an entity type",
    JsonEnum "enum",
    JsonShape "shape",
    JsonTags "tags",
    JsonParents "memberOfTypes",
    JsonAction "an action",
    JsonGroup "a group by its id",
    JsonGroupType "a group with its type",
    JsonAppliesTo "appliesTo in JSON",
    JsonContext "context in JSON",
    JsonAnnotation "an annotation in JSON",
    JsonBuiltIn "Boolean, Long or String",
    JsonSetType "a Set in JSON",
    JsonRecordType "a Record in JSON",
    JsonEntityRef "an Entity in JSON",
    JsonExtension "an Extension in JSON",
    JsonTypeName "a common type by its name",
    JsonRequired "required",
    // JSON values.
    JsonBool "a boolean in JSON",
    JsonInteger "an integer in JSON",
    JsonString "a string in JSON",
    JsonArray "an array",
    JsonObject "an object that is a record",
    JsonEntity "__entity",
    JsonCall "__extn with arg",
    JsonCallArguments "__extn with args",
    ImplicitEntity "an entity without its escape",
    ImplicitCall "a call without its escape",
    ImplicitArgument "an extension value by its argument alone",
    UidEscaped "an entity's id within __entity",
    UidBare "an entity's id by itself",
    JsonEscapeQuote "the JSON escape of a quote",
    JsonEscapeBackslash "the JSON escape of a backslash",
    JsonEscapeSlash "the JSON escape of a slash",
    JsonEscapeB "the JSON escape \\b",
    JsonEscapeF "the JSON escape \\f",
    JsonEscapeN "the JSON escape \\n",
    JsonEscapeR "the JSON escape \\r",
    JsonEscapeT "the JSON escape \\t",
    JsonEscapeU "the JSON escape \\uHHHH",
    JsonSurrogates "a pair of surrogates",
    // Refusals.
    PolicyToken "policies refused: token",
    PolicySyntax "policies refused: syntax",
    PolicyReserved "policies refused: reserved",
    PolicyEscape "policies refused: escape",
    PolicyIntegerRange "policies refused: integer range",
    PolicyFunction "policies refused: function",
    PolicySlot "policies refused: slot",
    PolicyActionType "policies refused: action type",
    PolicyDuplicate "policies refused: duplicate",
    PolicyDuplicateAnnotation "policies refused: duplicate annotation",
    PolicyUnaryLimit "policies refused: unary limit",
    PolicyTooDeep "policies refused: too deep",
    SchemaToken "schema refused: token",
    SchemaSyntaxRefused "schema refused: syntax",
    SchemaReserved "schema refused: reserved",
    SchemaEscape "schema refused: escape",
    SchemaDuplicateAnnotation "schema refused: duplicate annotation",
    SchemaDuplicateAttribute "schema refused: duplicate attribute",
    DocumentRefused "JSON refused: document",
    DocumentTooDeep "JSON refused: too deep",
    DocumentMalformed "JSON refused: malformed",
}

impl fmt::Display for Production {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}
