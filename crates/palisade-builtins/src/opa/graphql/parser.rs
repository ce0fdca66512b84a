//! Queries and schemas read.

use super::super::operands::quoted;
use super::ast::{
    Argument, Definition, Directive, DirectiveDefinition, Document, EnumValue, Field,
    FieldDefinition, Fragment, Operation, Query, SchemaDefinition, Selection, Type, Value,
    ValueKind, Variable,
};
use super::lexer::{Kind, Lexer, Place, Token, Trouble};

type Read<T> = Result<T, Trouble>;

/// Selections, values and types nest no deeper.
const DEPTH: u32 = 100;

struct Parser<'t> {
    lexer: Lexer<'t>,
    token: Token,
    /// What is wrong with the token, told when it is taken.
    trouble: Option<Trouble>,
    depth: u32,
}

/// Reads a query.
pub(super) fn parse_query(text: &str) -> Read<Query> {
    let mut parser = Parser::new(text);
    let mut query = Query::default();
    while parser.token.kind != Kind::End {
        match (parser.token.kind, &*parser.token.value) {
            (Kind::Name, "query" | "mutation" | "subscription") | (Kind::BraceL, _) => {
                query.operations.push(parser.operation()?);
            }
            (Kind::Name, "fragment") => query.fragments.push(parser.fragment_definition()?),
            _ => return Err(parser.unexpected()),
        }
    }
    Ok(query)
}

/// Reads a schema.
pub(super) fn parse_schema(text: &str) -> Read<Document> {
    let mut parser = Parser::new(text);
    let mut document = Document::default();
    while parser.token.kind != Kind::End {
        let described = parser.token.clone();
        let description = parser.description()?;
        if parser.token.kind != Kind::Name {
            return Err(parser.unexpected());
        }
        match &*parser.token.value {
            "scalar" | "type" | "interface" | "union" | "enum" | "input" => {
                let definition = parser.definition(description, false)?;
                document.definitions.push(definition);
            }
            "schema" => document.schema.push(parser.schema_definition(description)?),
            "directive" => document.directives.push(parser.directive_definition(description)?),
            "extend" => {
                if !description.is_empty() {
                    return Err(unexpected(&described));
                }
                parser.take()?;
                match &*parser.token.value {
                    "schema" => {
                        let extension = parser.schema_definition(String::new())?;
                        if extension.directives.is_empty() && extension.operations.is_empty() {
                            return Err(parser.unexpected());
                        }
                        document.schema_extensions.push(extension);
                    }
                    "scalar" | "type" | "interface" | "union" | "enum" | "input" => {
                        document.extensions.push(parser.definition(String::new(), true)?);
                    }
                    _ => return Err(parser.unexpected()),
                }
            }
            _ => return Err(parser.unexpected()),
        }
    }
    Ok(document)
}

fn unexpected(token: &Token) -> Trouble {
    Trouble { place: token.place, message: format!("Unexpected {}", shown(token)) }
}

fn shown(token: &Token) -> String {
    match &*token.value {
        "" => token.kind.shown().to_owned(),
        value => format!("{} {}", token.kind.shown(), quoted(value)),
    }
}

impl<'t> Parser<'t> {
    fn new(text: &'t str) -> Self {
        let mut lexer = Lexer::new(text);
        let (token, trouble) = lexer.next();
        Self { lexer, token, trouble, depth: 0 }
    }

    fn unexpected(&self) -> Trouble {
        unexpected(&self.token)
    }

    fn take(&mut self) -> Read<Token> {
        if let Some(trouble) = self.trouble.take() {
            return Err(trouble);
        }
        let (token, trouble) = self.lexer.next();
        self.trouble = trouble;
        Ok(std::mem::replace(&mut self.token, token))
    }

    fn expect(&mut self, kind: Kind) -> Read<Token> {
        if self.token.kind == kind {
            return self.take();
        }
        let found = self.token.kind.shown();
        let message = format!("Expected {}, found {found}", kind.shown());
        Err(Trouble { place: self.token.place, message })
    }

    fn expect_keyword(&mut self, word: &str) -> Read<Token> {
        if self.token.kind == Kind::Name && self.token.value == word {
            return self.take();
        }
        let message = format!("Expected {}, found {}", quoted(word), shown(&self.token));
        Err(Trouble { place: self.token.place, message })
    }

    fn skip(&mut self, kind: Kind) -> Read<bool> {
        let found = self.token.kind == kind;
        if found {
            self.take()?;
        }
        Ok(found)
    }

    fn name(&mut self) -> Read<String> {
        self.expect(Kind::Name).map(|token| token.value)
    }

    /// Goes one level deeper.
    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        if self.depth >= DEPTH {
            let message = format!("nested deeper than {DEPTH}");
            return Err(Trouble { place: self.token.place, message });
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    /// What stands between two marks, if the first is there.
    fn many<T>(
        &mut self,
        (start, end): (Kind, Kind),
        mut read: impl FnMut(&mut Self) -> Read<T>,
    ) -> Read<Vec<T>> {
        let mut all = Vec::new();
        if self.skip(start)? {
            while self.token.kind != end {
                all.push(read(self)?);
            }
            self.take()?;
        }
        Ok(all)
    }

    /// The same, where at least one has to be there.
    fn some<T>(
        &mut self,
        marks: (Kind, Kind),
        read: impl FnMut(&mut Self) -> Read<T>,
    ) -> Read<Vec<T>> {
        let open = self.token.kind == marks.0;
        if open {
            self.take()?;
            if self.token.kind == marks.1 {
                let found = self.token.kind.shown();
                let message = format!("expected at least one definition, found {found}");
                return Err(Trouble { place: self.token.place, message });
            }
            let mut read = read;
            let mut all = Vec::new();
            while self.token.kind != marks.1 {
                all.push(read(self)?);
            }
            self.take()?;
            return Ok(all);
        }
        Ok(Vec::new())
    }

    fn operation(&mut self) -> Read<Operation> {
        let place = self.token.place;
        if self.token.kind == Kind::BraceL {
            return Ok(Operation {
                kind: "query".to_owned(),
                name: String::new(),
                variables: Vec::new(),
                directives: Vec::new(),
                selection: self.selection()?,
                place,
            });
        }
        let kind = self.operation_kind()?;
        let name = if self.token.kind == Kind::Name { self.name()? } else { String::new() };
        Ok(Operation {
            kind,
            name,
            variables: self.variables()?,
            directives: self.directives(false)?,
            selection: self.selection()?,
            place,
        })
    }

    fn operation_kind(&mut self) -> Read<String> {
        let token = self.take()?;
        match &*token.value {
            "query" | "mutation" | "subscription" => Ok(token.value),
            _ => Err(unexpected(&token)),
        }
    }

    fn variables(&mut self) -> Read<Vec<Variable>> {
        self.many((Kind::ParenL, Kind::ParenR), |parser| {
            let place = parser.token.place;
            parser.expect(Kind::Dollar)?;
            let name = parser.name()?;
            parser.expect(Kind::Colon)?;
            let kind = parser.type_reference()?;
            let default = if parser.skip(Kind::Equals)? { Some(parser.value(true)?) } else { None };
            Ok(Variable { name, kind, default, directives: parser.directives(false)?, place })
        })
    }

    fn selection(&mut self) -> Read<Vec<Selection>> {
        if self.token.kind != Kind::BraceL {
            self.expect(Kind::BraceL)?;
        }
        self.nested(|parser| {
            parser.some((Kind::BraceL, Kind::BraceR), |parser| {
                if parser.token.kind == Kind::Spread {
                    return parser.fragment();
                }
                parser.field().map(|field| Selection::Field(Box::new(field)))
            })
        })
    }

    fn field(&mut self) -> Read<Field> {
        let place = self.token.place;
        let alias = self.name()?;
        let name = if self.skip(Kind::Colon)? { self.name()? } else { alias.clone() };
        let arguments = self.arguments(false)?;
        let directives = self.directives(false)?;
        let selection =
            if self.token.kind == Kind::BraceL { self.selection()? } else { Vec::new() };
        Ok(Field { alias, name, arguments, directives, selection, place })
    }

    fn fragment(&mut self) -> Read<Selection> {
        self.expect(Kind::Spread)?;
        let place = self.token.place;
        let on = self.token.value == "on";
        if self.token.kind == Kind::Name && !on {
            let name = self.name()?;
            return Ok(Selection::Spread { name, directives: self.directives(false)?, place });
        }
        let mut condition = String::new();
        if on {
            self.take()?;
            condition = self.name()?;
        }
        Ok(Selection::Inline {
            condition,
            directives: self.directives(false)?,
            selection: self.selection()?,
            place,
        })
    }

    fn fragment_definition(&mut self) -> Read<Fragment> {
        let place = self.token.place;
        self.expect_keyword("fragment")?;
        if self.token.value == "on" {
            return Err(self.unexpected());
        }
        let name = self.name()?;
        let variables = self.variables()?;
        self.expect_keyword("on")?;
        Ok(Fragment {
            name,
            variables,
            condition: self.name()?,
            directives: self.directives(false)?,
            selection: self.selection()?,
            place,
        })
    }

    fn arguments(&mut self, constant: bool) -> Read<Vec<Argument>> {
        self.many((Kind::ParenL, Kind::ParenR), |parser| {
            let name = parser.name()?;
            parser.expect(Kind::Colon)?;
            Ok(Argument { name, value: parser.value(constant)? })
        })
    }

    fn directives(&mut self, constant: bool) -> Read<Vec<Directive>> {
        let mut all = Vec::new();
        while self.token.kind == Kind::At {
            self.take()?;
            let place = self.token.place;
            let name = self.name()?;
            all.push(Directive { name, arguments: self.arguments(constant)?, place });
        }
        Ok(all)
    }

    fn value(&mut self, constant: bool) -> Read<Value> {
        let place = self.token.place;
        let kind = match (self.token.kind, &*self.token.value) {
            (Kind::BracketL, _) => {
                let children = self.nested(|parser| {
                    parser.many((Kind::BracketL, Kind::BracketR), |parser| {
                        Ok((String::new(), parser.value(constant)?))
                    })
                })?;
                return Ok(Value { kind: ValueKind::List, raw: String::new(), children, place });
            }
            (Kind::BraceL, _) => {
                let children = self.nested(|parser| {
                    parser.many((Kind::BraceL, Kind::BraceR), |parser| {
                        let name = parser.name()?;
                        parser.expect(Kind::Colon)?;
                        Ok((name, parser.value(constant)?))
                    })
                })?;
                return Ok(Value { kind: ValueKind::Object, raw: String::new(), children, place });
            }
            (Kind::Dollar, _) if !constant => {
                self.take()?;
                let raw = self.name()?;
                let children = Vec::new();
                return Ok(Value { kind: ValueKind::Variable, raw, children, place });
            }
            (Kind::Int, _) => ValueKind::Int,
            (Kind::Float, _) => ValueKind::Float,
            (Kind::Text, _) => ValueKind::Text,
            (Kind::Block, _) => ValueKind::Block,
            (Kind::Name, "true" | "false") => ValueKind::Bool,
            (Kind::Name, "null") => ValueKind::Null,
            (Kind::Name, _) => ValueKind::Enum,
            _ => return Err(self.unexpected()),
        };
        Ok(Value { kind, raw: self.take()?.value, children: Vec::new(), place })
    }

    fn type_reference(&mut self) -> Read<Type> {
        let mut kind = Type::default();
        if self.skip(Kind::BracketL)? {
            kind.place = self.token.place;
            kind.elem = Some(Box::new(self.nested(Self::type_reference)?));
            self.expect(Kind::BracketR)?;
        } else {
            kind.place = self.token.place;
            kind.named = self.name()?;
        }
        if self.skip(Kind::Bang)? {
            kind.place = self.token.place;
            kind.non_null = true;
        }
        Ok(kind)
    }

    fn description(&mut self) -> Read<String> {
        if matches!(self.token.kind, Kind::Text | Kind::Block) {
            return self.take().map(|token| token.value);
        }
        Ok(String::new())
    }

    fn schema_definition(&mut self, description: String) -> Read<SchemaDefinition> {
        self.expect_keyword("schema")?;
        let place = self.token.place;
        let directives = self.directives(true)?;
        let operations = self.some((Kind::BraceL, Kind::BraceR), |parser| {
            let place = parser.token.place;
            let operation = parser.operation_kind()?;
            parser.expect(Kind::Colon)?;
            Ok((operation, parser.name()?, place))
        })?;
        Ok(SchemaDefinition { description, directives, operations, place })
    }

    fn definition(&mut self, description: String, extension: bool) -> Read<Definition> {
        let word = self.take()?.value;
        let place = self.token.place;
        let name = self.name()?;
        let mut definition = Definition { description, name, place, ..Definition::default() };
        let d = &mut definition;
        let kind = match &*word {
            "scalar" => "SCALAR",
            "type" => "OBJECT",
            "interface" => "INTERFACE",
            "union" => "UNION",
            "enum" => "ENUM",
            _ => "INPUT_OBJECT",
        };
        kind.clone_into(&mut d.kind);
        // Extensions of interfaces implement nothing.
        if kind == "OBJECT" || (kind == "INTERFACE" && !extension) {
            d.interfaces = self.interfaces()?;
        }
        d.directives = self.directives(!(extension && kind == "INPUT_OBJECT"))?;
        match kind {
            "OBJECT" | "INTERFACE" => {
                d.fields = self.some((Kind::BraceL, Kind::BraceR), |p| p.field_definition(true))?;
            }
            "UNION" if self.skip(Kind::Equals)? => d.types = self.names(Kind::Pipe)?,
            "ENUM" => {
                d.values = self.some((Kind::BraceL, Kind::BraceR), |parser| {
                    let description = parser.description()?;
                    let name = parser.name()?;
                    Ok(EnumValue { description, name, directives: parser.directives(true)? })
                })?;
            }
            "INPUT_OBJECT" => {
                d.fields =
                    self.some((Kind::BraceL, Kind::BraceR), |p| p.field_definition(false))?;
            }
            _ => {}
        }
        let empty = d.interfaces.is_empty()
            && d.directives.is_empty()
            && d.fields.is_empty()
            && d.types.is_empty()
            && d.values.is_empty();
        if extension && empty {
            return Err(self.unexpected());
        }
        Ok(definition)
    }

    /// Names with a mark between them, and perhaps one in front.
    fn names(&mut self, mark: Kind) -> Read<Vec<String>> {
        self.skip(mark)?;
        let mut all = vec![self.name()?];
        while self.skip(mark)? {
            all.push(self.name()?);
        }
        Ok(all)
    }

    fn interfaces(&mut self) -> Read<Vec<String>> {
        if self.token.value != "implements" {
            return Ok(Vec::new());
        }
        self.take()?;
        self.names(Kind::Amp)
    }

    /// A field of a type, which may take arguments, or an input, which may have a default.
    fn field_definition(&mut self, of_type: bool) -> Read<FieldDefinition> {
        let place = self.token.place;
        let description = self.description()?;
        let name = self.name()?;
        let arguments = if of_type { self.argument_definitions()? } else { Vec::new() };
        self.expect(Kind::Colon)?;
        let kind = self.type_reference()?;
        let default =
            if !of_type && self.skip(Kind::Equals)? { Some(self.value(true)?) } else { None };
        let directives = self.directives(true)?;
        Ok(FieldDefinition { description, name, arguments, default, kind, directives, place })
    }

    fn argument_definitions(&mut self) -> Read<Vec<FieldDefinition>> {
        self.some((Kind::ParenL, Kind::ParenR), |parser| parser.field_definition(false))
    }

    fn directive_definition(&mut self, description: String) -> Read<DirectiveDefinition> {
        self.expect_keyword("directive")?;
        self.expect(Kind::At)?;
        let place = self.token.place;
        let name = self.name()?;
        let arguments = self.argument_definitions()?;
        let repeatable = self.token.kind == Kind::Name && self.token.value == "repeatable";
        if repeatable {
            self.take()?;
        }
        self.expect_keyword("on")?;
        self.skip(Kind::Pipe)?;
        let mut locations = vec![self.location()?];
        while self.skip(Kind::Pipe)? {
            locations.push(self.location()?);
        }
        Ok(DirectiveDefinition { description, name, arguments, locations, repeatable, place })
    }

    fn location(&mut self) -> Read<String> {
        const KNOWN: [&str; 19] = [
            "QUERY",
            "MUTATION",
            "SUBSCRIPTION",
            "FIELD",
            "FRAGMENT_DEFINITION",
            "FRAGMENT_SPREAD",
            "INLINE_FRAGMENT",
            "VARIABLE_DEFINITION",
            "SCHEMA",
            "SCALAR",
            "OBJECT",
            "FIELD_DEFINITION",
            "ARGUMENT_DEFINITION",
            "INTERFACE",
            "UNION",
            "ENUM",
            "ENUM_VALUE",
            "INPUT_OBJECT",
            "INPUT_FIELD_DEFINITION",
        ];
        let token = self.expect(Kind::Name)?;
        if KNOWN.contains(&&*token.value) { Ok(token.value) } else { Err(unexpected(&token)) }
    }
}

/// The place where nothing was written.
pub(super) const NOWHERE: Place = Place { line: 0, column: 0 };
